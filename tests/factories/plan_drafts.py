"""People, and plans small enough to hold in one's head."""

from dataclasses import replace
from datetime import UTC, datetime

from samspill.kernel.organisations import OrganisationId
from samspill.kernel.people import Capacity, Person, PersonId
from samspill.plan.contracts import (
    AreaDraft,
    CellDraft,
    CellKind,
    GroupDraft,
    MeasureDraft,
    Origin,
    Responsible,
    Status,
    VersionDraft,
    YearHead,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SAGENE = OrganisationId("bydel-sagene")
HOSPITAL = OrganisationId("ous")


def person(name: str, *capacities: Capacity, organisation: str = "sekretariatet", role: str = "En rolle") -> Person:
    return Person(PersonId(name.lower()), name, role, OrganisationId(organisation), frozenset(capacities))


KEEPER = person("Sekretariat", Capacity.KEEP_PLAN)
SAGENES = person("Sagene", Capacity.REPORT_STATUS, organisation="bydel-sagene")
HOSPITALS = person("Sykehuset", Capacity.REPORT_STATUS, organisation="ous")
READER = person("Leser", Capacity.READ, organisation="bydel-sagene")

YEARS = (YearHead(2025, "2025", CellKind.ACHIEVED), YearHead(2026, "Fokus for 2026", CellKind.PLANNED))
TRAINING = MeasureDraft(
    "Felles opplæring",
    responsible=(Responsible("Bydel Sagene", SAGENE),),
    remark="Begynner til høsten",
    cells=(
        CellDraft(2025, "Kartlagt behov", CellKind.ACHIEVED, Status.DONE),
        CellDraft(2026, "Prøve ut i to bydeler", CellKind.PLANNED, Status.NOT_STARTED),
    ),
)
GUIDE = MeasureDraft(
    "Veileder for utskrivning",
    responsible=(Responsible("OUS", HOSPITAL),),
    origin=Origin.COMMISSION,
    cells=(CellDraft(2026, "Skrive første utkast"),),
)
SLEEP = MeasureDraft("Søvn hos ungdom", cells=(CellDraft(None, "Ønske om øvelser"),))


def version_draft(
    *measures: MeasureDraft,
    title: str = "Porteføljeplan 2026",
    fingerprint: str = "",
    years: tuple[YearHead, ...] = YEARS,
) -> VersionDraft:
    """A plan with one area and one group."""
    group = GroupDraft("Felles forståelse", measures or (TRAINING, GUIDE, SLEEP))
    area = AreaDraft("Barn og unge", 1, goals=("Barn får hjelp tidlig.",), groups=(group,))
    return VersionDraft(
        title,
        "porteføljeplan",
        "nb",
        years,
        (area,),
        goals=("Én helsetjeneste.",),
        status_words={Status.DONE: "Ferdigstilt"},
        fingerprint=fingerprint,
    )


def two_areas() -> VersionDraft:
    """The same title under two areas, as real plans have it."""
    draft = version_draft(TRAINING)
    other = AreaDraft("Eldre", 2, groups=(GroupDraft("Felles forståelse", (TRAINING, GUIDE)), GroupDraft("", (SLEEP,))))
    return replace(draft, areas=(*draft.areas, other))
