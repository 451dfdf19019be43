"""The deployment's switch: synthetic numbers stay out of production, and numbers that look real stay out of a demo."""

from collections.abc import Set
from enum import StrEnum

from samspill.kernel.numbers.national import Kind, NationalNumber, Origin, Reading
from samspill.kernel.numbers.refusing import NumberFault, NumberRefused

ALL_KINDS = frozenset(Kind)


class Deployment(StrEnum):
    """Whose numbers a deployment is for."""

    PRODUCTION = "production"
    DEMO = "demo"


def admit(number: NationalNumber, *, deployment: Deployment, kinds: Set[Kind] = ALL_KINDS) -> Reading:
    """Return how a number is to be understood here; the deployment decides where its shape alone does not.

    FHN numbers bear no sign of their series and look real, so a demo takes none.

    Args:
        number: the number.
        deployment: whose numbers are taken.
        kinds: the kinds that may stand where it stands, for example under its OID (``systems.KINDS``).

    Raises:
        NumberRefused: it is of another kind, or of a series that the deployment does not take.
    """
    of_kind = [reading for reading in number.readings if reading.kind in kinds]
    if not of_kind:
        raise NumberRefused(NumberFault.OTHER_KIND)
    for reading in of_kind:
        if (reading.origin is Origin.REAL) is (deployment is Deployment.PRODUCTION):
            return reading
    in_production = deployment is Deployment.PRODUCTION
    raise NumberRefused(NumberFault.SYNTHETIC if in_production else NumberFault.REAL_FORM)
