"""A question as attributes: what the rules can ask about, and the hash of all of it for the audit entry."""

import hashlib
import json
from typing import Any

from samspill.access.attestation.contracts import Code
from samspill.access.decision.conditions import Fact
from samspill.access.decision.contracts import Citizen, Facts, Professional, Question, Thing
from samspill.access.decision.days import day_number, norwegian_day
from samspill.access.decision.evaluating import FactLists


def asker_attributes(question: Question, facts: Facts) -> dict[str, Any]:
    """Return what is known of who asks and how; absent values are left out, and empty texts.

    No national number is among them."""
    if isinstance(question.asker, Professional):
        found = {"asker": "professional", **_professional(question.asker)}
    else:
        found = {"asker": "citizen", **_citizen(question.asker)}
    found |= {
        "action": question.action.value,
        "at": int(question.at.timestamp()),
        "basis": question.basis.value if question.basis else None,
        "data_class": question.thing.data_class,
        "day": norwegian_day(question.at),
        "grants": _answered(facts.grants),
        "grounds": _answered(facts.grounds),
        "privacy": _answered(facts.settings),
        "purpose": question.purpose,
    }
    return {name: value for name, value in found.items() if value is not None and value != ""}


def thing_attributes(thing: Thing) -> dict[str, Any]:
    """Return what is known of the thing itself."""
    found: dict[str, Any] = {"person": thing.person, "document": thing.document}
    if thing.born is not None:
        found["born"] = day_number(thing.born)
    return found


def fact_lists(thing: Thing, facts: Facts) -> FactLists:
    """Return the facts that are about this person and this document; a source may have sent more."""
    return {
        Fact.GROUND: _about(facts.grounds, thing.person),
        Fact.SETTING: _about(facts.settings, thing.person),
        Fact.GRANT: _about(facts.grants, thing.person),
        Fact.LABEL: tuple(label for label in thing.labels if label.document == thing.document),
    }


def inputs_hash(attributes: dict[str, Any], facts: FactLists) -> str:
    """Return SHA-256 over all that was asked and known, written in one way only."""
    known = {
        fact.value: None if rows is None else sorted([getattr(row, name) for name in row.__slots__] for row in rows)
        for fact, rows in facts.items()
    }
    text = json.dumps([attributes, known], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _professional(asker: Professional) -> dict[str, Any]:
    attestation = asker.attestation
    practitioner, relationship = attestation.practitioner, attestation.care_relationship
    return {
        "assurance": asker.assurance,
        "attested_purpose": relationship.purpose_of_use.code,
        "bound_person": asker.bound_person,
        "hpr": asker.hpr.value if asker.hpr else None,
        "hpr_nr": practitioner.hpr_nr.id if practitioner.hpr_nr else None,
        "organisation": practitioner.legal_entity.id,
        "patient_bound": "no" if attestation.patient is None else "yes",
        "profession": practitioner.authorization.code if practitioner.authorization else None,
        "relation": _coded(relationship.purpose_of_use_details),
        "service": _coded(relationship.healthcare_service),
        "toa": attestation.toa,
        "token_organisation": asker.organisation,
        "unit": practitioner.point_of_care.id,
        "user_selected": "yes" if relationship.decision_ref.user_selected else "no",
    }


def _citizen(asker: Citizen) -> dict[str, Any]:
    return {"assurance": asker.assurance, "citizen": asker.person}


def _coded(code: Code | None) -> str | None:
    """Write a code with the number of its list: ``8663:KA01``."""
    return None if code is None else f"{code.system.rpartition('.')[2] or code.system}:{code.code}"


def _answered(source: tuple[Any, ...] | None) -> str:
    return "silent" if source is None else "answered"


def _about(known: tuple[Any, ...] | None, person: str) -> tuple[Any, ...] | None:
    return None if known is None else tuple(fact for fact in known if fact.person == person)
