"""What the register of health personnel says of somebody on a day, and what its file and HelseID's claim may hold."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.factories.national_numbers import some
from tests.shared import SHARED

from samspill.access.hpr.api import (
    CLAIM,
    DEMO,
    Answer,
    Authorisation,
    ClaimedRegister,
    FileRegister,
    Reason,
    RegisterRefused,
    SilentRegister,
    Standing,
    answer_of,
    load_register,
    read_hpr_details,
)
from samspill.kernel.numbers.admitting import Deployment, admit
from samspill.kernel.numbers.hpr import HprNumber
from samspill.kernel.numbers.national import NationalNumber
from samspill.kernel.periods import Period

HEAD = {"dated": "2026-11-22", "source": "prøve"}
KARI, OLA, NOBODY = (NationalNumber(some(skip=skip)) for skip in range(3))
TODAY = date(2026, 11, 22)
A, B, C = HprNumber("999000001"), HprNumber("999000002"), HprNumber("999000003")


def row(number: str = A, person: NationalNumber = KARI, *authorisations: dict[str, str], **more: Any) -> dict[str, Any]:
    return {"hpr": number, "number": person.digits, "name": "Prøve", "authorisations": list(authorisations), **more}


def doctor(kind: str = "1", **days: str) -> dict[str, str]:
    return {"profession": "LE", "kind": kind, **days}


def written(folder: Path, *rows: Any) -> Path:
    path = folder / "register.jsonl"
    path.write_text("".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in rows), encoding="utf-8")
    return path


def register(folder: Path, *rows: Any) -> FileRegister:
    return load_register(written(folder, HEAD, *rows))


@pytest.mark.parametrize(
    ("authorisation", "more", "at", "expected"),
    [
        (doctor(), {"suspensions": [{"from": "2026-11-01"}]}, TODAY, Reason.SUSPENDED),
        (doctor(), {"suspensions": [{"from": "2026-11-22", "to": "2026-11-22"}]}, TODAY, Reason.SUSPENDED),
        (doctor(to="2026-11-21"), {}, TODAY, Reason.NONE_IN_FORCE),
        (doctor(**{"from": "2026-11-23"}), {}, TODAY, Reason.NONE_IN_FORCE),
        (doctor("99"), {}, TODAY, Reason.NONE_IN_FORCE),
        (doctor("3"), {}, TODAY, Reason.NONE_IN_FORCE),
        (doctor("6"), {}, TODAY, Reason.NONE_IN_FORCE),
        (doctor(), {}, TODAY, None),
        (doctor(to="2026-11-22"), {}, TODAY, None),
        (doctor(), {"suspensions": [{"from": "2026-01-01", "to": "2026-11-21"}]}, TODAY, None),
        *[(doctor(kind), {}, TODAY, None) for kind in ("17", "4", "2", "14", "18")],
    ],
)
def test_standing_is_that_of_the_day(
    tmp_path: Path, authorisation: dict[str, str], more: dict[str, Any], at: date, expected: Reason | None
) -> None:
    answer = register(tmp_path, row(A, KARI, authorisation, **more)).ask(person=KARI, hpr_number=A, at=at)
    assert (answer.standing, answer.reason) == (Standing.NOT_VALID if expected else Standing.VALID, expected)
    assert answer.professions == (frozenset() if expected else {"LE"})


def test_only_what_is_in_force_that_day_is_held(tmp_path: Path) -> None:
    nurse = {"profession": "SP", "kind": "1", "from": "2001-01-01", "to": "2010-12-31"}
    answer = register(tmp_path, row(A, KARI, nurse, doctor(**{"from": "2011-01-01"}))).ask(
        person=KARI, hpr_number=None, at=TODAY
    )
    assert answer == Answer(Standing.VALID, None, A, (Authorisation("LE", "1", Period(date(2011, 1, 1), None)),))


@pytest.mark.parametrize(
    ("person", "number", "reason"),
    [
        (NOBODY, None, Reason.NO_ENTRY),
        (NOBODY, C, Reason.NO_ENTRY),
        (NOBODY, A, Reason.NUMBER_OF_ANOTHER),
        (KARI, B, Reason.NUMBER_OF_ANOTHER),
        (KARI, C, Reason.NUMBER_OF_ANOTHER),
        (KARI, A, None),
        (KARI, None, None),
    ],
)
def test_number_and_person_must_belong_together(
    tmp_path: Path, person: NationalNumber, number: HprNumber | None, reason: Reason | None
) -> None:
    both = register(tmp_path, row(A, KARI, doctor()), row(B, OLA, doctor()))
    assert both.ask(person=person, hpr_number=number, at=TODAY).reason is reason


def test_a_replaced_number_counts_as_the_one_that_stands(tmp_path: Path) -> None:
    one = register(tmp_path, row(A, KARI, replaced_by=B), row(B, KARI, doctor()))
    assert one.ask(person=KARI, hpr_number=A, at=TODAY).hpr_number == B


@pytest.mark.parametrize("following", [A, C])
def test_a_replaced_number_that_leads_nowhere_is_nobodys(tmp_path: Path, following: HprNumber) -> None:
    one = register(tmp_path, row(A, KARI, doctor(), replaced_by=following))
    assert one.ask(person=KARI, hpr_number=A, at=TODAY).reason is Reason.NO_ENTRY


def test_a_register_that_does_not_answer_leaves_it_unknown() -> None:
    answer = SilentRegister().ask(person=KARI, hpr_number=A, at=TODAY)
    assert (answer.standing, answer.reason, answer.professions) == (Standing.UNKNOWN, Reason.NO_ANSWER, frozenset())


@pytest.mark.parametrize(
    ("rows", "line", "said"),
    [
        ([], 1, "Filen er tom"),
        ([{"dated": "22.11.2026", "source": "x"}], 1, "«dated» skal være en dato"),
        ([{"dated": "2026-11-22"}], 1, "«source» mangler"),
        ([HEAD, "", "{"], 3, "ikke JSON"),
        ([HEAD, "[]"], 2, "ikke et JSON-objekt"),
        ([HEAD, "[" * 100_000], 2, "for lang"),
        ([HEAD, "[" * 60_000], 2, "ikke JSON"),
        ([HEAD, row(), row("12")], 3, "«hpr» kan ikke brukes: HPR-nummeret har feil form."),
        ([HEAD, {**row(), "number": "123"}], 2, "«number» kan ikke brukes: Personnummeret har feil form."),
        ([HEAD, {**row(), "number": 1}], 2, "«number» mangler"),
        ([HEAD, {**row(), "name": " "}], 2, "«name» mangler"),
        ([HEAD, {**row(), "authorisations": {}}], 2, "«authorisations» skal være en liste"),
        ([HEAD, row(A, KARI, {"profession": "LE"})], 2, "«kind» mangler"),
        ([HEAD, row(A, KARI, doctor(**{"from": "2026-02-30"}))], 2, "«from» skal være en dato"),
        ([HEAD, row(A, KARI, doctor(**{"from": "2026-02-02", "to": "2026-02-01"}))], 2, "slutte før den begynner"),
        ([HEAD, row(A, KARI, doctor(until="2026-02-02"))], 2, "felt vi ikke kjenner"),
        ([HEAD, row(), row()], 3, "HPR-nummeret står to ganger"),
        ([HEAD, row(), row(B)], 3, "to HPR-numre"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_used_is_named_without_repeating_it(
    tmp_path: Path, rows: list[Any], line: int, said: str
) -> None:
    with pytest.raises(RegisterRefused) as refused:
        load_register(written(tmp_path, *rows))
    assert f"linje {line}." in str(refused.value)
    assert said in str(refused.value)
    assert KARI.digits not in str(refused.value)


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegisterRefused, match="finner ikke"):
        load_register(tmp_path / "none.jsonl")
    (tmp_path / "register.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RegisterRefused, match="UTF-8"):
        load_register(tmp_path / "register.jsonl")


def test_the_demo_register_holds_invented_professionals_only() -> None:
    lines = [json.loads(line) for line in DEMO.read_text(encoding="utf-8").splitlines()][1:]
    assert [line["hpr"] for line in lines if not line["hpr"].startswith("9990")] == []
    assert {admit(NationalNumber(line["number"]), deployment=Deployment.DEMO).origin for line in lines} == {"tenor"}
    assert len(load_register(DEMO)) == len(lines) == 11


def approval(profession: str = "LE", kind: str = "1") -> dict[str, Any]:
    return {"profession": profession, "authorization": {"value": kind, "description": "x"}, "specialities": []}


def test_the_claim_is_read_with_its_number_as_helseid_writes_it() -> None:
    details = read_hpr_details({"approvals": [approval()], "hpr_number": 999000001, "no_hpr_number": False})
    assert answer_of(details) == Answer(Standing.VALID, None, A, (Authorisation("LE", "1"),))


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ({"approvals": [], "no_hpr_number": True}, Reason.NO_ENTRY),
        ({"approvals": None, "hpr_number": None}, Reason.NO_ENTRY),
        ({"approvals": [], "hpr_number": "999000001"}, Reason.NONE_IN_FORCE),
        ({"approvals": [approval(kind="99")], "hpr_number": "999000001"}, Reason.NONE_IN_FORCE),
    ],
)
def test_the_claim_of_somebody_who_may_not_practise(claim: dict[str, Any], reason: Reason) -> None:
    assert answer_of(read_hpr_details(claim)).reason is reason


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        (None, CLAIM),
        ([], CLAIM),
        ({"hpr_number": 1, "approvals": []}, "hpr_number"),
        ({"hpr_number": True, "approvals": []}, "hpr_number"),
        ({"hpr_number": [], "approvals": []}, "hpr_number"),
        ({"hpr_number": KARI.digits, "approvals": []}, "hpr_number"),
        ({"hpr_number": 999000001, "no_hpr_number": True}, "no_hpr_number"),
        ({"hpr_number": 999000001, "no_hpr_number": "nei"}, "no_hpr_number"),
        ({"approvals": [approval()], "no_hpr_number": True}, "hpr_number"),
        ({"hpr_number": 999000001, "approvals": {"LE": 1}}, "approvals"),
        ({"hpr_number": 999000001, "approvals": ["LE"]}, "approvals[0]"),
        ({"hpr_number": 999000001, "approvals": [{"profession": "LE"}]}, "approvals[0].authorization"),
        ({"hpr_number": 999000001, "approvals": [approval("L E")]}, "approvals[0].profession"),
        ({"hpr_number": 999000001, "approvals": [approval(), approval(kind="")]}, "approvals[1].authorization.value"),
    ],
)
def test_a_claim_in_another_form_is_refused_by_its_place(claim: Any, where: str) -> None:
    with pytest.raises(RegisterRefused) as refused:
        read_hpr_details(claim)
    assert f"Feilen er i {where}." in str(refused.value)
    assert KARI.digits not in str(refused.value)


@pytest.mark.parametrize(
    ("person", "number", "standing", "reason"),
    [
        (OLA, A, Standing.UNKNOWN, Reason.NO_ANSWER),
        (KARI, B, Standing.NOT_VALID, Reason.NUMBER_OF_ANOTHER),
        (KARI, A, Standing.VALID, None),
        (KARI, None, Standing.VALID, None),
    ],
    ids=["somebody-else", "another-number", "own-number", "no-number"],
)
def test_the_claim_answers_for_whoever_signed_in_alone(
    person: NationalNumber, number: HprNumber | None, standing: Standing, reason: Reason | None
) -> None:
    claimed = ClaimedRegister(KARI, read_hpr_details({"approvals": [approval()], "hpr_number": 999000001}))
    answer = claimed.ask(person=person, hpr_number=number, at=TODAY)
    assert (answer.standing, answer.reason) == (standing, reason)


@pytest.mark.outside
def test_navs_mock_of_the_claim_is_read() -> None:
    path = SHARED / "conformance" / "no" / "syk-inn" / "behandler-userinfo.json"
    details = read_hpr_details(json.loads(path.read_text(encoding="utf-8"))[CLAIM])
    answer = answer_of(details)
    assert (answer.standing, answer.hpr_number, answer.professions) == (Standing.VALID, "565501872", {"LE"})
