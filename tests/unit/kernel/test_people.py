import pytest

from samspill.kernel.organisations import OrganisationId
from samspill.kernel.people import Capacity, Person, PersonId

KEEP, REPORT, DEVELOP, READ = Capacity.KEEP_PLAN, Capacity.REPORT_STATUS, Capacity.DEVELOP, Capacity.READ


@pytest.mark.parametrize(
    ("held", "asked", "may"),
    [
        (frozenset(), READ, False),
        ({READ}, REPORT, False),
        ({READ}, KEEP, False),
        ({REPORT}, KEEP, False),
        ({REPORT}, READ, False),
        ({READ}, READ, True),
        ({REPORT, READ}, REPORT, True),
        ({KEEP}, REPORT, True),
        ({KEEP}, READ, True),
        ({REPORT, READ}, DEVELOP, False),
        ({DEVELOP}, REPORT, False),
        ({DEVELOP}, DEVELOP, True),
        ({KEEP}, DEVELOP, True),
    ],
)
def test_role_allows_what_it_names_and_keeping_the_plan_allows_all(
    held: frozenset[Capacity], asked: Capacity, may: bool
) -> None:
    person = Person(
        id=PersonId("rolle"),
        name="Rådgiver",
        role="Rådgiver",
        organisation_id=OrganisationId("a"),
        capacities=frozenset(held),
    )
    assert person.may(asked) is may
