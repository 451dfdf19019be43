"""The decision tables: what is asked, and the answer that law and specification give. They are the reference page too.

An answer is ``permit``, ``unlock`` (permitted, and what was blocked is opened), or the id of the rule that refuses.
"""

from dataclasses import dataclass
from datetime import date

from tests.factories.access_situations import (
    AWAY,
    COLLEAGUE,
    DAY,
    GP,
    HOUR,
    MOTHER,
    OTHER,
    Situation,
    citizen,
    grant,
    ground,
    of_citizen,
    setting,
)

from samspill.access.decision.contracts import Action, Basis
from samspill.access.grounds.contracts import GroundKind as G
from samspill.access.hpr.contracts import Standing
from samspill.access.privacy.contracts import Setting
from samspill.access.privacy.contracts import SettingKind as S


@dataclass(frozen=True)
class Case:
    """One line of a table."""

    answer: str
    said: str
    situation: Situation


HELD = {
    Basis.UNNTAK: {"purpose": "TREAT"},
    Basis.SAMTYKKE: {"purpose": "TREAT"},
    Basis.AKUTT: {"purpose": "ETREAT", "grants": (grant(),)},
    Basis.FORHOYET_SAMTYKKE: {"purpose": "TREAT"},
    Basis.FORHOYET_AKUTT: {"purpose": "ETREAT", "grants": (grant(),)},
}
"""What each basis needs beside the patient's settings: an emergency purpose and a grant for the urgent ones."""

CONSENTS = (setting(S.CONSENT), setting(S.CONSENT_TO_UNLOCK))
"""Every row of the matrix has both consents, so that only what the row names stands in the way."""

MATRIX: tuple[tuple[str, tuple[Setting, ...], tuple[str, ...]], ...] = (
    ("nothing", (), ("permit", "permit", "permit", "nothing-to-unlock", "nothing-to-unlock")),
    ("reservation", (setting(S.RESERVATION),), ("reservation",) * 5),
    ("reservation for this class", (setting(S.RESERVATION, data_class="medication"),), ("reservation",) * 5),
    (
        "reservation for another class",
        (setting(S.RESERVATION, data_class="test-results"),),
        ("permit", "permit", "permit", "nothing-to-unlock", "nothing-to-unlock"),
    ),
    ("block of all", (setting(S.BLOCK),), ("blocked", "blocked", "blocked", "unlock", "unlock")),
    (
        "block of this category",
        (setting(S.BLOCK, data_class="medication"),),
        ("blocked", "blocked", "blocked", "unlock", "unlock"),
    ),
    (
        "block of another category",
        (setting(S.BLOCK, data_class="test-results"),),
        ("permit", "permit", "permit", "nothing-to-unlock", "nothing-to-unlock"),
    ),
    (
        "block of this document",
        (setting(S.BLOCK, data_class="medication", document="d1"),),
        ("blocked", "blocked", "blocked", "unlock", "unlock"),
    ),
    (
        "block of another document of this category",
        (setting(S.BLOCK, data_class="medication", document="d2"),),
        ("permit", "permit", "permit", "permit", "permit"),
    ),
    (
        "block that has ended",
        (setting(S.BLOCK, begun=2 * DAY, ended=0),),
        ("permit", "permit", "permit", "nothing-to-unlock", "nothing-to-unlock"),
    ),
    ("this professional blocked", (setting(S.BLOCKED_PROFESSIONAL, holder=GP),), ("blocked-professional",) * 5),
    (
        "another professional blocked",
        (setting(S.BLOCKED_PROFESSIONAL, holder=COLLEAGUE),),
        ("permit", "permit", "permit", "nothing-to-unlock", "nothing-to-unlock"),
    ),
    (
        "reservation and block of all",
        (setting(S.RESERVATION), setting(S.BLOCK)),
        ("reservation",) * 5,
    ),
    (
        "block of all, and this professional blocked",
        (setting(S.BLOCK), setting(S.BLOCKED_PROFESSIONAL, holder=GP)),
        ("blocked-professional",) * 5,
    ),
    (
        "reservation, and this professional blocked",
        (setting(S.RESERVATION), setting(S.BLOCKED_PROFESSIONAL, holder=GP)),
        ("reservation",) * 5,
    ),
)
"""What the patient has set, and the answer for each of the five bases, in the order of ``Basis``; about document d1."""

ENCOUNTER = ground(G.ENCOUNTER, holder="", code="")
ELSEWHERE = ground(G.ENCOUNTER, unit="u2", holder="", code="")
CASEWORKER = {"hpr_nr": None, "hpr": None, "purpose": "COC", "data_class": "municipal-services"}
DECIDED = ground(G.MUNICIPAL_DECISION, holder="", code="15")
ON_ITS_WAY = ground(G.EMERGENCY_CHAIN, holder="", code="", begun=HOUR)
URGENT = {"purpose": "ETREAT", "basis": Basis.AKUTT, "data_class": "critical-info"}
LIST = {"patient": False, "bound_person": None, "purpose": "ETREAT", "data_class": "ambulances-incoming"}

ASKER = (
    Case("assurance-not-high", "signed in at a lower level", Situation(assurance="substantial")),
    Case("assurance-not-high", "the token tells no level", Situation(assurance=None)),
    Case("attestation-expired", "attested 60 minutes and a second ago", Situation(attested_seconds_ago=3601)),
    Case("attestation-expired", "attested a second from now", Situation(attested_seconds_ago=-1)),
    Case("permit", "attested 60 minutes ago", Situation(attested_seconds_ago=3600)),
    Case("organisation-not-in-token", "the token names another organisation", Situation(token_organisation=AWAY)),
    Case("organisation-not-in-token", "the token names no organisation", Situation(token_organisation=None)),
    Case("purpose-not-attested", "another purpose than the attested", Situation(attested="COC")),
    Case("purpose-not-attested", "no purpose", Situation(purpose=None)),
    Case("purpose-unknown", "research", Situation(purpose="HRESCH")),
    Case("basis-unknown", "no basis", Situation(basis=None)),
    Case("hpr-not-valid", "HPR says the role is not valid", Situation(hpr=Standing.NOT_VALID)),
    Case("hpr-not-valid", "HPR was not asked", Situation(hpr=None)),
    Case(
        "hpr-unknown-is-reading-only",
        "HPR does not answer, and something is to be written",
        Situation(hpr=Standing.UNKNOWN, action=Action.WRITE, grounds=(ENCOUNTER,)),
    ),
    Case(
        "hpr-unknown-is-reading-only",
        "HPR does not answer, and something is to be unlocked",
        Situation(
            hpr=Standing.UNKNOWN,
            basis=Basis.FORHOYET_SAMTYKKE,
            grounds=(ENCOUNTER,),
            settings=(setting(S.BLOCK), setting(S.CONSENT_TO_UNLOCK)),
        ),
    ),
    Case("hpr-unknown-without-own-care", "HPR does not answer, no care here", Situation(hpr=Standing.UNKNOWN)),
    Case("permit", "HPR does not answer, in care here", Situation(hpr=Standing.UNKNOWN, grounds=(ENCOUNTER,))),
    Case("not-health-personnel", "not in HPR, for treatment", Situation(hpr_nr=None, hpr=None, grounds=(DECIDED,))),
    Case("not-health-personnel", "an empty HPR number", Situation(hpr_nr="", grounds=(ENCOUNTER,))),
    Case("permit", "not in HPR, casework", Situation(**CASEWORKER, grounds=(DECIDED,))),
    Case("other-patient", "the attestation is about another", Situation(bound_person=OTHER)),
    Case("other-patient", "nobody knows whom the attestation is about", Situation(bound_person=None)),
    Case("other-patient", "an empty person", Situation(bound_person="")),
    Case("list-too-wide", "no patient, but medicines", Situation(patient=False, bound_person=None)),
    Case("list-too-wide", "no patient in it, and yet bound to one", Situation(patient=False)),
)

NEED = (
    Case("no-need", "no relation at all", Situation(grounds=())),
    Case("no-need", "another organisation's GP", Situation(grounds=(ground(organisation=AWAY),))),
    Case("no-need", "another GP of the same office", Situation(grounds=(ground(holder=COLLEAGUE),))),
    Case("no-need", "was the GP until now", Situation(grounds=(ground(ended=0),))),
    Case("permit", "is the GP for a second more", Situation(grounds=(ground(ended=-1),))),
    Case("permit", "becomes the GP now", Situation(grounds=(ground(begun=0),))),
    Case("no-need", "becomes the GP in a second", Situation(grounds=(ground(begun=-1),))),
    Case("permit", "GP's locum", Situation(grounds=(ground(code="LPVI"),))),
    Case("permit", "shares the list", Situation(grounds=(ground(code="LPDL"),))),
    Case("no-need", "a role on the list that is not list 7750's", Situation(grounds=(ground(code="XX"),))),
    Case("permit", "in care here", Situation(grounds=(ENCOUNTER,))),
    Case("permit", "in care at this unit", Situation(grounds=(ground(G.ENCOUNTER, unit="u1", holder="", code=""),))),
    Case("no-need", "in care at another unit", Situation(grounds=(ELSEWHERE,))),
    Case(
        "permit",
        "discharged 14 days ago, less a second",
        Situation(grounds=(ground(G.ENCOUNTER, begun=30 * DAY, ended=14 * DAY - 1, holder="", code=""),)),
    ),
    Case(
        "no-need",
        "discharged 14 days ago",
        Situation(grounds=(ground(G.ENCOUNTER, begun=30 * DAY, ended=14 * DAY, holder="", code=""),)),
    ),
    Case("permit", "referred here", Situation(grounds=(ground(G.REFERRAL, holder="", code=""),))),
    Case(
        "no-need",
        "referred here a year ago",
        Situation(grounds=(ground(G.REFERRAL, begun=365 * DAY, holder="", code=""),)),
    ),
    Case("permit", "discharge message received", Situation(grounds=(ground(G.DISCHARGE_MESSAGE, holder="", code=""),))),
    Case(
        "no-need",
        "discharge message received, but test results",
        Situation(data_class="test-results", grounds=(ground(G.DISCHARGE_MESSAGE, holder="", code=""),)),
    ),
    Case("permit", "takes part in the plan", Situation(grounds=(ground(G.PLAN_MEMBER, code=""),))),
    Case(
        "no-need",
        "a colleague takes part in the plan",
        Situation(grounds=(ground(G.PLAN_MEMBER, holder=COLLEAGUE, code=""),)),
    ),
    Case("permit", "home nursing is granted", Situation(grounds=(DECIDED,))),
    Case("no-need", "only a home is granted", Situation(grounds=(ground(G.MUNICIPAL_DECISION, holder="", code="29"),))),
    Case("no-need", "the documents for Nav, to a GP", Situation(data_class="nav-documents")),
    Case("no-consent", "consent is the basis, and there is none", Situation(basis=Basis.SAMTYKKE)),
    Case(
        "no-consent",
        "consent to another organisation",
        Situation(basis=Basis.SAMTYKKE, settings=(setting(S.CONSENT, organisation=AWAY),)),
    ),
    Case(
        "no-consent",
        "consent for another class",
        Situation(basis=Basis.SAMTYKKE, settings=(setting(S.CONSENT, data_class="test-results"),)),
    ),
    Case(
        "no-consent",
        "consent withdrawn now",
        Situation(basis=Basis.SAMTYKKE, settings=(setting(S.CONSENT, ended=0),)),
    ),
    Case("permit", "consent, no other relation", Situation(basis=Basis.SAMTYKKE, grounds=(), settings=CONSENTS)),
    Case(
        "no-consent-to-unlock",
        "an ordinary consent does not unlock",
        Situation(basis=Basis.FORHOYET_SAMTYKKE, settings=(setting(S.CONSENT), setting(S.BLOCK))),
    ),
    Case("emergency-basis-in-no-emergency", "urgent basis, planned treatment", Situation(basis=Basis.AKUTT)),
    Case(
        "breaking-glass-needs-emergency-basis",
        "necessity without an urgent basis",
        Situation(purpose="BTG", grants=(grant(),)),
    ),
    Case("no-emergency-access", "necessity, and no grant", Situation(purpose="BTG", basis=Basis.AKUTT)),
    Case(
        "no-emergency-access",
        "the grant ran out now",
        Situation(purpose="BTG", basis=Basis.AKUTT, grants=(grant(begun=4 * HOUR),)),
    ),
    Case(
        "no-emergency-access",
        "a colleague's grant",
        Situation(purpose="BTG", basis=Basis.AKUTT, grants=(grant(holder=COLLEAGUE),)),
    ),
    Case(
        "no-emergency-access",
        "a grant for another class",
        Situation(purpose="BTG", basis=Basis.AKUTT, grants=(grant(data_class="test-results"),)),
    ),
    Case(
        "permit",
        "necessity with a grant",
        Situation(purpose="BTG", basis=Basis.AKUTT, grounds=(), grants=(grant(),)),
    ),
    Case("no-need", "urgent, and nobody is on the way", Situation(**URGENT)),
    Case("no-need", "the ambulance goes to another hospital", Situation(
        **URGENT, grounds=(ground(G.EMERGENCY_CHAIN, organisation=AWAY, holder="", code=""),))),
    Case("permit", "the ambulance is on its way here", Situation(**URGENT, grounds=(ON_ITS_WAY,))),
    Case("permit", "the list of ambulances on their way here", Situation(**LIST, grounds=(ON_ITS_WAY,))),
    Case("no-need", "writing on the strength of a referral", Situation(
        action=Action.WRITE, grounds=(ground(G.REFERRAL, holder="", code=""),))),
    Case("permit", "writing as the GP", Situation(action=Action.WRITE)),
    Case("grounds-source-silent", "the source of relations does not answer", Situation(silent=("grounds",))),
    Case("permit", "it does not answer, but there is consent", Situation(
        basis=Basis.SAMTYKKE, settings=CONSENTS, silent=("grounds",))),
    Case("privacy-source-silent", "the privacy settings do not answer", Situation(silent=("privacy",))),
    Case("privacy-source-silent", "they do not answer, urgent, no grant", Situation(
        **URGENT, grounds=(ON_ITS_WAY,), silent=("privacy",))),
    Case("permit", "they do not answer, urgent, with a grant", Situation(
        **URGENT, grounds=(ON_ITS_WAY,), grants=(grant(),), silent=("privacy",))),
    Case("privacy-source-silent", "they do not answer, to unlock", Situation(
        purpose="ETREAT", basis=Basis.FORHOYET_AKUTT, grants=(grant(),), silent=("privacy",))),
)  # fmt: skip

TWELVE, SIXTEEN = date(2015, 3, 1), date(2011, 3, 1)
"""Turn twelve and sixteen on the day."""

PARENT = {"citizen": MOTHER, "purpose": "FAMRQT", "grounds": (of_citizen(G.PARENT),)}

CITIZENS = (
    Case("not-yourself", "someone else's data", citizen(citizen=OTHER)),
    Case("permit", "one's own data", citizen()),
    Case("permit", "one's own, though blocked for others", citizen(settings=(setting(S.BLOCK),))),
    Case("permit", "one's own, though reserved against sharing", citizen(settings=(setting(S.RESERVATION),))),
    Case("permit", "one's own, though privacy does not answer", citizen(silent=("privacy", "grounds", "grants"))),
    Case("assurance-not-high", "one's own, at a lower level", citizen(assurance="substantial")),
    Case("purpose-unknown", "for treatment, as a citizen", citizen(purpose="TREAT")),
    Case("withheld-from-citizen", "danger to life", citizen(document="d1", labels=("NORN_FFL",))),
    Case("released-later", "released in a second", citizen(document="d1", labels=("NORU",), released_in=1)),
    Case("released-later", "released, nobody knows when", citizen(document="d1", labels=("NORU",))),
    Case("permit", "released now", citizen(document="d1", labels=("N", "NORU"), released_in=0)),
    Case("label-unknown", "a document nobody labelled", citizen(document="d1", labels=())),
    Case("hidden-from-young", "withheld, the day before 16", citizen(
        document="d1", labels=("NORN_UNGDOM",), born=date(2011, 3, 2))),
    Case("permit", "withheld from the young, on the day of 16", citizen(
        document="d1", labels=("NORN_UNGDOM",), born=SIXTEEN)),
    Case("hidden-from-young", "withheld, age unknown", citizen(document="d1", labels=("NORN_UNGDOM",), born=None)),
    Case("permit", "parent of a child of eleven", citizen(**PARENT, born=date(2015, 3, 2))),
    Case("parent-of-twelve-sees-less", "parent, on the day of 12: test results", citizen(**PARENT, born=TWELVE)),
    Case("permit", "parent, on the day of 12: critical information", citizen(
        **(PARENT | {"data_class": "critical-info"}), born=TWELVE)),
    Case("parent-of-sixteen", "parent, on the day of 16", citizen(
        **(PARENT | {"data_class": "critical-info"}), born=SIXTEEN)),
    Case("permit", "parent, the day before 16: critical information", citizen(
        **(PARENT | {"data_class": "critical-info"}), born=date(2011, 3, 2))),
    Case("parent-of-sixteen", "parent, age unknown", citizen(**PARENT, born=None)),
    Case("not-your-child", "not a parent", citizen(**(PARENT | {"grounds": ()}), born=date(2020, 1, 1))),
    Case("not-your-child", "another's child", citizen(
        **(PARENT | {"grounds": (of_citizen(G.PARENT, OTHER),)}), born=date(2020, 1, 1))),
    Case("hidden-from-parents", "parent, a document withheld from parents", citizen(
        **PARENT, document="d1", labels=("NORN_FORANS",), born=date(2020, 1, 1))),
    Case("hidden-from-parents", "parent, the young one wishes it hidden", citizen(
        **(PARENT | {"data_class": "critical-info"}), born=TWELVE,
        settings=(setting(S.HIDDEN_FROM_PARENTS, data_class="critical-info"),))),
    Case("reservation", "parent, reserved", citizen(
        **PARENT, born=date(2020, 1, 1), settings=(setting(S.RESERVATION),))),
    Case("permit", "power of attorney from an adult", citizen(
        **(PARENT | {"grounds": (of_citizen(G.POWER_OF_ATTORNEY),)}))),
)  # fmt: skip

TABLES: dict[str, tuple[Case, ...]] = {
    "Who asks": ASKER,
    "The need": NEED,
    "Citizens": CITIZENS,
}
