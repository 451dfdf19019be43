"""An attestation as Tillitsrammeverk means it (data model v1.1); the words are the specification's own."""

from dataclasses import dataclass, field

from samspill.kernel.numbers.national import NationalNumber

__all__ = [
    "Attestation",
    "CareRelationship",
    "Code",
    "DecisionRef",
    "Identifier",
    "LoggedIn",
    "PatientAt",
    "Practitioner",
]


@dataclass(frozen=True, slots=True)
class Identifier:
    """Who or what, in a register.

    Attributes:
        id: the number or word there; it may be a person's number, and is left out of ``repr``.
        system: the register, ``urn:oid:…``.
        name: what it is called, for people; empty when unknown.
        authority: who keeps the register; empty when unknown.
    """

    id: str = field(repr=False)
    system: str
    name: str = ""
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a list.

    Attributes:
        code: the code.
        system: the list by the one address it has here (``lists.normalised``), whichever was sent.
        text: its words; empty when unknown.
        assigner: who keeps the list; empty when unknown.
    """

    code: str
    system: str
    text: str = ""
    assigner: str = ""


@dataclass(frozen=True, slots=True)
class Practitioner:
    """Who looks, and on whose behalf.

    Attributes:
        identifier: fødselsnummer or D-nummer.
        hpr_nr: the number in Helsepersonellregisteret; None for who is not in it.
        authorization: the profession (list 9060) used for this look-up; None for who holds none.
        legal_entity: the main organisation.
        point_of_care: the sub-unit where care is given; the legal entity where it has none.
        department: the department; None where there is none.
    """

    identifier: Identifier
    hpr_nr: Identifier | None
    authorization: Code | None
    legal_entity: Identifier
    point_of_care: Identifier
    department: Identifier | None


@dataclass(frozen=True, slots=True)
class DecisionRef:
    """The organisation's own decision that this professional needs the data.

    Attributes:
        id: its id there, to be found again for years; left out of ``repr``, for nobody knows what others put in it.
        user_selected: the professional justified the access themself.
        description: what was decided, in words; empty when not told.
    """

    id: str = field(repr=False)
    user_selected: bool
    description: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class CareRelationship:
    """Why: the service given, the purpose, and the decision.

    Attributes:
        healthcare_service: the service given (lists 8655, 8663 and their like); None when only the details are told.
        purpose_of_use: TREAT, ETREAT, COC or BTG.
        purpose_of_use_details: the kind of relation (DIPS decision template, or list 9151); None when not told.
        decision_ref: the decision.
    """

    healthcare_service: Code | None
    purpose_of_use: Code
    purpose_of_use_details: Code | None
    decision_ref: DecisionRef


@dataclass(frozen=True, slots=True)
class PatientAt:
    """Whom it is about, and where the patient is registered in the professional's own organisation.

    Attributes:
        identifier: the patient's national number; None where it travels apart from the attestation (HelseID).
        point_of_care: where the patient is registered; None when nowhere in the own organisation.
        department: the department there; None when not told.
    """

    identifier: Identifier | None
    point_of_care: Identifier | None
    department: Identifier | None


@dataclass(frozen=True, slots=True)
class Attestation:
    """One look-up's attestation.

    Attributes:
        toa: time of attestation, whole seconds since 1970 in UTC.
        practitioner: who looks.
        care_relationship: why.
        patient: whom; None for a list without a patient (rule ATT-6).
    """

    toa: int
    practitioner: Practitioner
    care_relationship: CareRelationship
    patient: PatientAt | None


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """What the login itself says of the professional: the claims of a verified token (HelseID).

    Attributes:
        pid: who logged in (``helseid://claims/identity/pid``).
        name: as the login gives it, for people; empty when unknown.
        security_level: ``helseid://claims/identity/security_level``; 4 is high.
        hpr_number: ``helseid://claims/hpr/hpr_number``, zeros first taken off; None when the login gives none.
        orgnr_parent: the main organisation that the client acts for.
        orgnr_child: the sub-unit that it acts for; None when the token names none.
        issued_at: when the token was made, whole seconds since 1970 in UTC.
    """

    pid: NationalNumber
    name: str
    security_level: int
    hpr_number: str | None
    orgnr_parent: str
    orgnr_child: str | None
    issued_at: int
