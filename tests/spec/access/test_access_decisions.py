"""The decision tables, line by line."""

import pytest
from tests.factories.access_situations import Situation
from tests.spec.access.tables import CONSENTS, HELD, MATRIX, TABLES, Case

from samspill.access.decision.api import built_in, decide
from samspill.access.decision.contracts import Basis, Decision, Deny, ObligationKind, PermitWithUnlock
from samspill.access.decision.rulebook import Effect
from samspill.access.privacy.contracts import Setting


def answer(decision: Decision) -> str:
    if isinstance(decision, Deny):
        return decision.rule.id
    return "unlock" if isinstance(decision, PermitWithUnlock) else "permit"


def decided(situation: Situation) -> Decision:
    return decide(situation.question, situation.facts, rules=built_in())


CASES = [pytest.param(case, id=f"{table}: {case.said}") for table, cases in TABLES.items() for case in cases]


@pytest.mark.parametrize("case", CASES)
def test_line_of_a_decision_table(case: Case) -> None:
    assert answer(decided(case.situation)) == case.answer


@pytest.mark.parametrize("basis", list(Basis))
@pytest.mark.parametrize(("said", "settings", "answers"), [pytest.param(*row, id=row[0]) for row in MATRIX])
def test_cell_of_the_matrix(said: str, settings: tuple[Setting, ...], answers: tuple[str, ...], basis: Basis) -> None:
    situation = Situation(basis=basis, settings=(*CONSENTS, *settings), document="d1", **HELD[basis])
    assert answer(decided(situation)) == answers[list(Basis).index(basis)]


def test_every_refusal_stands_in_a_table() -> None:
    said = {case.answer for cases in TABLES.values() for case in cases} | {a for _, _, row in MATRIX for a in row}
    refusals = {rule.ref.id for rule in built_in().rules if rule.effect is Effect.DENY} | {"no-need"}
    assert refusals - said == set()


def test_who_shows_no_need_learns_nothing_of_what_the_citizen_has_set() -> None:
    _, settings, _ = MATRIX[1]
    assert answer(decided(Situation(grounds=(), settings=settings))) == "no-need"


def test_every_refusal_that_holds_is_kept_for_the_audit() -> None:
    decision = decided(Situation(assurance=None, token_organisation=None))
    assert [ref.id for ref in decision.made.rules][:2] == ["assurance-not-high", "organisation-not-in-token"]


def test_unlocking_in_an_emergency_obliges_to_alert_follow_up_reason_and_telling_the_citizen() -> None:
    row = next(row for row in MATRIX if row[0] == "block of all")
    decision = decided(Situation(basis=Basis.FORHOYET_AKUTT, settings=row[1], **HELD[Basis.FORHOYET_AKUTT]))
    assert isinstance(decision, PermitWithUnlock)
    assert {(each.kind, each.days, each.chars) for each in decision.obligations} == {
        (ObligationKind.MARK_OPENED, 0, 0),
        (ObligationKind.ALERT_AT_ONCE, 0, 0),
        (ObligationKind.FOLLOW_UP_CASE, 7, 0),
        (ObligationKind.REQUIRE_REASON, 0, 20),
        (ObligationKind.TELL_CITIZEN, 0, 0),
    }


def test_a_list_shows_only_the_fields_that_its_rule_names() -> None:
    case = next(case for case in TABLES["The need"] if case.said.startswith("the list of ambulances"))
    decision = decided(case.situation)
    assert not isinstance(decision, Deny)
    assert [each.fields for each in decision.obligations] == [
        ("expected-at", "age-group", "sex", "urgency", "complaint")
    ]


def test_consent_that_only_the_reader_wrote_down_needs_a_second_person() -> None:
    row = next(row for row in MATRIX if row[0] == "block of all")
    situation = Situation(basis=Basis.FORHOYET_SAMTYKKE, settings=(*CONSENTS, *row[1]), user_selected=True)
    decision = decided(situation)
    assert not isinstance(decision, Deny)
    assert {ObligationKind.SECOND_PERSON, ObligationKind.LOG_REVIEW} <= {each.kind for each in decision.obligations}
