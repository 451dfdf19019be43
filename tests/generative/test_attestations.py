"""Whatever JSON comes in place of an attestation is read or refused, and no refusal shows a person's number."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.factories.attestations import OTHER, PATIENT, PROFESSIONAL, changed, claim, full, login

from samspill.access.attestation.api import (
    Attestation,
    AttestationRefused,
    read_attestation,
    unknown_attributes,
    write_attestation,
)

NUMBERS = (PROFESSIONAL.digits, PATIENT.digits, OTHER.digits)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(NUMBERS)
NAMES = st.text(max_size=9) | st.sampled_from(NUMBERS)
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


def paths(value: Any, before: tuple[str, ...] = ()) -> list[str]:
    """Every path of a value, as ``changed`` takes them."""
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [(*before, str(key)) for key, _ in below]
    return [
        *("__".join(path) for path in found),
        *(path for key, inner in below for path in paths(inner, (*before, str(key)))),
    ]


def read(value: object, **more: Any) -> Attestation | None:
    try:
        return read_attestation(value, **more)
    except AttestationRefused as caught:
        refused = caught
    told = str(refused) + repr(refused.faults)
    assert not any(number in told for number in NUMBERS)
    assert refused.faults
    return None


@given(JSON)
def test_any_json_is_read_or_refused(value: Any) -> None:
    read(value)
    assert not any(number in path for path in unknown_attributes(value) for number in NUMBERS)


@given(st.sampled_from(paths(full())), JSON)
def test_any_value_in_any_place_is_read_or_refused(path: str, value: Any) -> None:
    found = read(changed(full(), {path: value}))
    assert found is None or read_attestation(write_attestation(found)) == found


@given(st.sampled_from(paths(claim())), JSON)
def test_any_value_in_a_claim_is_read_or_refused(path: str, value: Any) -> None:
    found = read(changed(claim(), {path: value}), login=login())
    assert found is None or repr(found).find(PROFESSIONAL.digits) < 0


@given(st.lists(st.sampled_from(paths(full())), max_size=4, unique=True))
def test_what_is_taken_out_is_missed_or_may_be_left_out(gone: list[str]) -> None:
    value = full()
    for path in gone:
        try:
            value = changed(value, {path: ...})
        except (KeyError, IndexError):
            continue
    found = read(value)
    assert found is None or read_attestation(write_attestation(found)) == found
