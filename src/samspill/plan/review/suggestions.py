"""Which organisation a text may mean: its very name is known, a likeness is only suggested."""

from collections.abc import Callable, Sequence
from datetime import date

from rapidfuzz import fuzz, process

from samspill.kernel.organisations import Organisation, OrganisationId, Register
from samspill.plan.contracts import Responsible
from samspill.plan.folding import fold

LIKENESS_MIN = 70
"""Of 100, by WRatio: «Bydel St. Hanshaugen» is found for «st hanshaugen bydel», «Partene i avtalen» finds nothing."""

SUGGESTIONS_MAX = 5


def naming(register: Register, *, day: date) -> Callable[[str], Responsible]:
    """Return what finds the one organisation whose name, short name or alias a text is, word for word.

    A name that two organisations share tells neither; the text is then kept without an organisation.
    """
    owners: dict[str, set[OrganisationId]] = {}
    for organisation in register.on(day):
        for name in _names(organisation):
            owners.setdefault(fold(name), set()).add(organisation.id)

    def known(text: str) -> Responsible:
        found = owners.get(fold(text), set())
        return Responsible(text=text, organisation_id=next(iter(found)) if len(found) == 1 else None)

    return known


def suggest(text: str, register: Register, *, day: date) -> tuple[Organisation, ...]:
    """Return the organisations a text may mean, likeliest first; never more than a few, often none."""
    if not text.strip():
        return ()
    names = [(organisation, fold(name)) for organisation in register.on(day) for name in _names(organisation)]
    likely = process.extract(
        fold(text),
        [name for _, name in names],
        scorer=fuzz.WRatio,
        score_cutoff=LIKENESS_MIN,
        limit=4 * SUGGESTIONS_MAX,
    )
    found = dict.fromkeys(names[place][0].id for _, _, place in likely)
    return _of(list(found)[:SUGGESTIONS_MAX], register)


def _of(ids: Sequence[OrganisationId], register: Register) -> tuple[Organisation, ...]:
    return tuple(organisation for name in ids if (organisation := register.find(name)))


def _names(organisation: Organisation) -> tuple[str, ...]:
    return tuple(name for name in (organisation.name, organisation.short_name, *organisation.aliases) if name)
