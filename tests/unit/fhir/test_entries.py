"""What the audit log says that a call did with what it was about."""

import pytest

from samspill.fhir.entries import entry_of
from samspill.fhir.interactions.operations import TABLE
from samspill.fhir.interactions.routing import Interaction


@pytest.mark.parametrize(
    ("interaction", "status", "kind"),
    [
        ("read", 403, "refused"),
        ("search-type", 401, "refused"),
        ("read", 404, ""),
        ("update", 412, ""),
        ("read", 500, ""),
        ("read", 200, "opened"),
        ("read", 304, "opened"),
        ("vread", 200, "opened"),
        ("search-type", 200, "available"),
        ("history-instance", 200, "available"),
        ("$everything", 200, "available"),
        ("$export", 202, "available"),
        ("create", 201, "changed"),
        ("transaction", 200, "changed"),
        ("load", 200, "changed"),
        ("batch", 200, ""),
        ("capabilities", 200, ""),
        ("$validate", 200, ""),
        ("unknown", 404, ""),
    ],
)
def test_made_available_opened_changed_and_refused_are_told_apart(interaction: str, status: int, kind: str) -> None:
    assert entry_of("demo", interaction, "Observation", "o", status, "r").kind == kind


KNOWN = {
    "": {"capabilities", "batch", "operation", "$validate", "$status"},
    "opened": {"read", "vread", "$meta"},
    "available": {"search-type", "search-system", "search-compartment", "history-instance", "history-type",
                  "history-system", "$everything", "$lastn", "$events"},
    "changed": {"create", "update", "patch", "delete", "transaction", "$meta-add", "$meta-delete"},
}  # fmt: skip


def test_every_interaction_that_is_served_has_been_thought_of() -> None:
    served = {interaction.value for interaction in Interaction} | {f"${name}" for name in TABLE}
    assert {name: entry_of("", name, "", "", 200, "").kind for name in served} == {
        name: kind for kind, names in KNOWN.items() for name in names
    }


def test_a_patients_own_resource_names_the_patient() -> None:
    assert entry_of("demo", "read", "Patient", "p1", 200, "r").patient == "p1"
    assert entry_of("demo", "read", "Observation", "o1", 200, "r").patient == ""


def test_what_may_not_be_kept_as_an_id_names_no_patient() -> None:
    assert entry_of("demo", "read", "Patient", "[11 digits]", 400, "r").patient == ""
