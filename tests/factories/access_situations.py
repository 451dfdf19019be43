"""One situation at a time, begun from the ordinary one: the patient's GP reads the medicines, for treatment."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from tests.factories.access_worlds import attestation

from samspill.access.decision.contracts import (
    Action,
    Basis,
    Citizen,
    Facts,
    Label,
    Professional,
    Question,
    Thing,
)
from samspill.access.facts import NEVER
from samspill.access.grants.contracts import Grant
from samspill.access.grounds.contracts import Ground, GroundKind
from samspill.access.hpr.contracts import Standing
from samspill.access.privacy.contracts import Setting, SettingKind

AT = datetime(2027, 3, 1, 11, 30, tzinfo=UTC)
NOW = int(AT.timestamp())
HOUR, DAY = 3600, 86_400
PERSON, OTHER, MOTHER = "person", "another", "mother"
GP, COLLEAGUE = "h1", "h2"
HOME, AWAY = "o1", "o2"
REASON = "Bevisstløs, ukjente legemidler, trenger svar nå"


def ground(
    kind: GroundKind = GroundKind.NAMED_GP, *, begun: int = 10 * DAY, ended: int | None = None, **more: Any
) -> Ground:
    """A relation that began so many seconds ago, and ended so many seconds ago or not at all."""
    given = {"organisation": HOME, "holder": GP, "code": "LPFL"} | more
    return Ground(PERSON, kind, NOW - begun, NEVER if ended is None else NOW - ended, **given)


def of_citizen(kind: GroundKind, holder: str = MOTHER) -> Ground:
    return Ground(PERSON, kind, NOW - DAY, holder=holder)


def setting(kind: SettingKind, *, begun: int = DAY, ended: int | None = None, **more: Any) -> Setting:
    return Setting(PERSON, kind, NOW - begun, NEVER if ended is None else NOW - ended, **more)


def grant(
    *, begun: int = HOUR, hours: int = 4, holder: str = GP, organisation: str = HOME, data_class: str = ""
) -> Grant:
    starts = NOW - begun
    return Grant("g1", PERSON, holder, organisation, REASON, starts, starts + hours * HOUR, data_class)


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What differs from the ordinary situation."""

    purpose: str | None = "TREAT"
    attested: str | None = None
    basis: Basis | None = Basis.UNNTAK
    hpr: Standing | None = Standing.VALID
    hpr_nr: str | None = GP
    organisation: str = HOME
    unit: str = "u1"
    token_organisation: str | None = HOME
    assurance: str | None = "high"
    attested_seconds_ago: int = 60
    bound_person: str | None = PERSON
    patient: bool = True
    user_selected: bool = False
    citizen: str | None = None
    action: Action = Action.READ
    data_class: str = "medication"
    document: str = ""
    labels: tuple[str, ...] = ("N",)
    released_in: int | None = None
    born: date | None = date(1950, 6, 1)
    grounds: tuple[Ground, ...] = (ground(),)
    settings: tuple[Setting, ...] = ()
    grants: tuple[Grant, ...] = ()
    silent: tuple[str, ...] = ()

    @property
    def question(self) -> Question:
        return Question(self.asker, self.thing, self.purpose, self.basis, AT, self.action)

    @property
    def facts(self) -> Facts:
        return Facts(
            settings=None if "privacy" in self.silent else self.settings,
            grounds=None if "grounds" in self.silent else self.grounds,
            grants=None if "grants" in self.silent else self.grants,
        )

    @property
    def asker(self) -> Professional | Citizen:
        if self.citizen is not None:
            return Citizen(self.citizen, self.assurance)
        made = attestation(
            purpose=self.attested or self.purpose or "TREAT",
            hpr_nr=self.hpr_nr,
            organisation=self.organisation,
            unit=self.unit,
            toa=NOW - self.attested_seconds_ago,
            user_selected=self.user_selected,
            patient=self.patient,
        )
        return Professional(made, self.hpr, self.token_organisation, self.assurance, self.bound_person)

    @property
    def thing(self) -> Thing:
        ends = NEVER if self.released_in is None else NOW + self.released_in
        labels = tuple(Label(self.document, kind, 0, ends if kind == "NORU" else NEVER) for kind in self.labels)
        return Thing(PERSON, self.data_class, self.born, self.document, labels if self.document else ())


def citizen(**changes: Any) -> Situation:
    """The ordinary situation of a citizen: one's own test results."""
    usual = {"citizen": PERSON, "purpose": "PATRQT", "basis": None, "grounds": (), "data_class": "test-results"}
    return Situation(**(usual | changes))
