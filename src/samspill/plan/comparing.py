"""Reading two versions of a plan beside each other."""

from samspill.plan.comparison import Comparison, compare
from samspill.plan.contracts import PortfolioFilter, VersionId
from samspill.plan.reading import portfolio


def comparison(*, before_id: VersionId, after_id: VersionId) -> Comparison:
    """Return what is different in a version from an older one.

    Raises:
        NotFound: there is no such version.
    """
    everything = PortfolioFilter()
    return compare(portfolio(version_id=before_id, where=everything), portfolio(version_id=after_id, where=everything))
