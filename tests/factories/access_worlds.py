"""Small random worlds to decide in: persons, their documents and relations, and questions that are often near the edge.

Most questions begin as one that would be permitted and are then changed a little, so that permits, unlocks and every
refusal turn up; moments and birthdays lie on, just before and just after where a rule turns.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from random import Random

from samspill.access.attestation.contracts import (
    Attestation,
    CareRelationship,
    Code,
    DecisionRef,
    Identifier,
    PatientAt,
    Practitioner,
)
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
HOUR, DAY = 3600, 86_400
ORGANISATIONS, UNITS, PROFESSIONALS = ("o1", "o2"), ("u1", "u2"), ("h1", "h2")
CLASSES = (
    "medication",
    "test-results",
    "critical-info",
    "care-plan",
    "nav-documents",
    "ambulances-incoming",
    "ward-list",
)
LABELS = ("N", "N", "N", "NORN_FFL", "NORN_FORANS", "NORN_UNGDOM", "NORU", "NORS")
BIRTHDAYS = (
    date(1950, 6, 1),
    date(2008, 2, 29),
    date(2009, 3, 1),
    date(2011, 3, 1),
    date(2011, 3, 2),
    date(2011, 2, 28),
    date(2015, 3, 1),
    date(2015, 3, 2),
    date(2020, 1, 1),
    date(2027, 4, 1),
    None,
)


@dataclass
class World:
    """Everything there is to know."""

    persons: list[str] = field(default_factory=list)
    born: dict[str, date | None] = field(default_factory=dict)
    things: list[Thing] = field(default_factory=list)
    grounds: list[Ground] = field(default_factory=list)
    settings: list[Setting] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)

    def facts(self, person: str, *, silent: frozenset[str]) -> Facts:
        return Facts(
            settings=None if "privacy" in silent else tuple(s for s in self.settings if s.person == person),
            grounds=None if "grounds" in silent else tuple(g for g in self.grounds if g.person == person),
            grants=None if "grants" in silent else tuple(g for g in self.grants if g.person == person),
        )

    def asked(self, data_class: str) -> list[Thing]:
        """Every document of a class, and the class as a whole for each person."""
        whole = [Thing(person, data_class, self.born[person]) for person in self.persons]
        return whole + [thing for thing in self.things if thing.data_class == data_class]


@dataclass(frozen=True)
class Asked:
    """A question for every person of a world (its own thing stands for none), and which sources are silent."""

    question: Question
    silent: frozenset[str]


def world(rng: Random, name: str) -> World:
    made = World()
    for number in range(2):
        person = f"{name}p{number}"
        made.persons.append(person)
        made.born[person] = rng.choice(BIRTHDAYS)
        _documents(rng, made, person)
    for person in made.persons:
        made.grounds += [_ground(rng, person, made.persons) for _ in range(rng.randrange(4))]
        made.settings += [_setting(rng, person, made) for _ in range(rng.choice((0, 0, 0, 1, 1, 2)))]
        made.grants += [_grant(rng, person, f"{person}.{index}") for index in range(rng.choice((0, 0, 1)))]
    return made


def _documents(rng: Random, made: World, person: str) -> None:
    for data_class in rng.sample(CLASSES, 3):
        for number in range(3):
            document = f"{person}.{data_class}.{number}"
            labels = tuple(
                Label(document, kind, *(_period(rng) if kind == "NORU" else (0, NEVER)))
                for kind in rng.sample(LABELS, rng.choice((0, 1, 1, 1, 2)))
            )
            made.things.append(Thing(person, data_class, made.born[person], document, labels))


def _period(rng: Random) -> tuple[int, int]:
    """A period that often begins or ends at the very moment, or where a rule's days run out."""
    now = int(AT.timestamp())
    edge = rng.choice((0, 7 * DAY, 14 * DAY, 30 * DAY, 365 * DAY)) + rng.choice((-1, 0, 1, HOUR))
    starts = now - rng.choice((edge, edge + 40 * DAY, HOUR, 0, -1))
    ends = rng.choice((NEVER, NEVER, now - edge, now + rng.choice((0, 1, DAY)), starts + 1))
    return (starts, ends) if starts < ends else (starts, NEVER)


def _ground(rng: Random, person: str, persons: list[str]) -> Ground:
    kind = rng.choice(list(GroundKind))
    if kind in (GroundKind.PARENT, GroundKind.POWER_OF_ATTORNEY):
        return Ground(person, kind, *_period(rng), holder=rng.choice(persons))
    code = ""
    if kind is GroundKind.NAMED_GP:
        code = rng.choice(("LPFL", "LPVI", "LPDL", "XX"))
    if kind is GroundKind.MUNICIPAL_DECISION:
        code = rng.choice(("15", "21", "29"))
    named = kind in (GroundKind.NAMED_GP, GroundKind.PLAN_MEMBER) or rng.random() < 0.2
    return Ground(
        person,
        kind,
        *_period(rng),
        organisation=rng.choice(("o1", *ORGANISATIONS)),
        unit=rng.choice(("", *UNITS)),
        holder=rng.choice(PROFESSIONALS) if named else "",
        code=code,
    )


def _setting(rng: Random, person: str, made: World) -> Setting:
    kind = rng.choice((*SettingKind, SettingKind.BLOCK, SettingKind.BLOCK))
    if kind is SettingKind.BLOCKED_PROFESSIONAL:
        return Setting(person, kind, *_period(rng), holder=rng.choice(PROFESSIONALS))
    data_class, document = rng.choice((*CLASSES, "", "")), ""
    if kind is not SettingKind.RESERVATION and rng.random() < 0.4:
        thing = rng.choice([thing for thing in made.things if thing.person == person])
        data_class, document = thing.data_class, thing.document
    if kind in (SettingKind.CONSENT, SettingKind.CONSENT_TO_UNLOCK):
        narrowed = {"organisation": rng.choice(("", *ORGANISATIONS)), "holder": rng.choice(("", *PROFESSIONALS))}
        return Setting(person, kind, *_period(rng), data_class=data_class, document=document, **narrowed)
    return Setting(person, kind, *_period(rng), data_class=data_class, document=document)


def _grant(rng: Random, person: str, name: str) -> Grant:
    starts = int(AT.timestamp()) - rng.choice((0, 1, HOUR, 4 * HOUR - 1, 4 * HOUR, -1))
    return Grant(
        id=name,
        person=person,
        holder=rng.choice(PROFESSIONALS),
        organisation=rng.choice(ORGANISATIONS),
        reason="Bevisstløs, ukjente legemidler, trenger svar nå",
        starts=starts,
        ends=starts + 4 * HOUR,
        data_class=rng.choice(("", "", *CLASSES)),
    )


PAIRS = (
    ("TREAT", Basis.UNNTAK),
    ("TREAT", Basis.UNNTAK),
    ("COC", Basis.UNNTAK),
    ("TREAT", Basis.SAMTYKKE),
    ("ETREAT", Basis.AKUTT),
    ("ETREAT", Basis.AKUTT),
    ("BTG", Basis.AKUTT),
    ("BTG", Basis.FORHOYET_AKUTT),
    ("TREAT", Basis.FORHOYET_SAMTYKKE),
)


def situation(rng: Random, name: str) -> tuple[World, list[Asked]]:
    """A world and ten questions, most of them with something in the world that speaks for them."""
    made = world(rng, name)
    questions = [asked(rng, made) for _ in range(10)]
    for number, one in enumerate(questions):
        if rng.random() < 0.8:
            _speak_for(rng, made, one.question, number)
    return made, questions


def _speak_for(rng: Random, made: World, question: Question, number: int) -> None:
    now, asker = int(AT.timestamp()), question.asker
    since = now - rng.choice((HOUR, DAY, 20 * DAY))
    if isinstance(asker, Citizen):
        kind = rng.choice((GroundKind.PARENT, GroundKind.PARENT, GroundKind.POWER_OF_ATTORNEY))
        made.grounds.append(Ground(rng.choice(made.persons), kind, since, holder=asker.person))
        return
    practitioner = asker.attestation.practitioner
    holder = practitioner.hpr_nr.id if practitioner.hpr_nr else "h1"
    organisation, unit = practitioner.legal_entity.id, rng.choice(("", practitioner.point_of_care.id))
    person, data_class = asker.bound_person or rng.choice(made.persons), rng.choice(("", question.thing.data_class))
    if question.basis is Basis.UNNTAK or question.purpose == "ETREAT":
        emergency = rng.choice((GroundKind.EMERGENCY_CHAIN, GroundKind.ENCOUNTER))
        kind = emergency if question.purpose == "ETREAT" else rng.choice(list(GroundKind)[:6])
        code = {GroundKind.NAMED_GP: "LPFL", GroundKind.MUNICIPAL_DECISION: "15"}.get(kind, "")
        made.grounds.append(Ground(person, kind, since, organisation=organisation, unit=unit, holder=holder, code=code))
    if question.purpose == "BTG" or question.basis is Basis.FORHOYET_AKUTT:
        reason = "Bevisstløs, ukjente legemidler, trenger svar nå"
        name = f"{person}.for{number}"
        made.grants.append(
            Grant(name, person, holder, organisation, reason, now - HOUR, now + 3 * HOUR, data_class=data_class)
        )
    if question.basis in (Basis.SAMTYKKE, Basis.FORHOYET_SAMTYKKE):
        kind = SettingKind.CONSENT if question.basis is Basis.SAMTYKKE else SettingKind.CONSENT_TO_UNLOCK
        made.settings.append(Setting(person, kind, since, data_class=data_class, organisation=organisation))
    if question.basis in (Basis.FORHOYET_AKUTT, Basis.FORHOYET_SAMTYKKE) and rng.random() < 0.8:
        document = rng.choice(("", f"{person}.{data_class}.1")) if data_class else ""
        made.settings.append(Setting(person, SettingKind.BLOCK, since, data_class=data_class, document=document))


def asked(rng: Random, made: World) -> Asked:
    data_class = rng.choice([thing.data_class for thing in made.things] + ["medication"])
    thing = Thing("", data_class)
    silent = frozenset(source for source in ("privacy", "grounds", "grants") if rng.random() < 0.03)
    if rng.random() < 0.2:
        return Asked(_from_citizen(rng, made, thing), silent)
    return Asked(_from_professional(rng, made, thing), silent)


def _from_citizen(rng: Random, made: World, thing: Thing) -> Question:
    asker = Citizen(rng.choice((*made.persons, "c1")), _mostly(rng, "high", ("substantial", None)))
    purpose = rng.choice(("PATRQT", "PATRQT", "FAMRQT", "FAMRQT", "FAMRQT", "TREAT", None))
    return Question(asker, thing, purpose, rng.choice((None, None, None, Basis.AKUTT)), AT)


def _from_professional(rng: Random, made: World, thing: Thing) -> Question:
    purpose, basis = rng.choice(PAIRS)
    attested = _mostly(rng, purpose, ("TREAT", "ETREAT", "COC", "BTG", "HRESCH"))
    narrow = thing.data_class in ("ambulances-incoming", "ward-list")
    bound = None if rng.random() < (0.6 if narrow else 0.04) else rng.choice(made.persons)
    organisation = rng.choice(ORGANISATIONS)
    asker = Professional(
        attestation=attestation(
            purpose=attested,
            hpr_nr=_mostly(rng, rng.choice(PROFESSIONALS), (None,)),
            organisation=organisation,
            unit=rng.choice((*UNITS, organisation)),
            toa=int(AT.timestamp()) - _mostly(rng, rng.choice((0, 600, 3600)), (3601, -1, 86_400)),
            user_selected=rng.random() < 0.2,
            patient=bound is not None or rng.random() < 0.1,
        ),
        hpr=_mostly(rng, Standing.VALID, (Standing.UNKNOWN, Standing.UNKNOWN, Standing.NOT_VALID, None)),
        organisation=_mostly(rng, organisation, ("o2", None)),
        assurance=_mostly(rng, "high", ("substantial", None)),
        bound_person=bound,
    )
    action = Action.WRITE if rng.random() < 0.1 else Action.READ
    other = _mostly(rng, purpose, (None, "TREAT", "BTG", "PATRQT"))
    return Question(asker, thing, other, _mostly(rng, basis, (None, *Basis)), AT, action)


def _mostly(rng: Random, usual, others):  # type: ignore[no-untyped-def]
    return rng.choice(others) if rng.random() < 0.03 else usual


def attestation(
    *,
    purpose: str = "TREAT",
    hpr_nr: str | None = "h1",
    organisation: str = "o1",
    unit: str = "u1",
    toa: int | None = None,
    user_selected: bool = False,
    patient: bool = True,
) -> Attestation:
    """An attestation as the reader would hand it over."""
    enh = "urn:oid:2.16.578.1.12.4.1.4.101"
    return Attestation(
        toa=int(AT.timestamp()) - 60 if toa is None else toa,
        practitioner=Practitioner(
            identifier=Identifier("x", "urn:oid:2.16.578.1.12.4.1.4.1"),
            hpr_nr=None if hpr_nr is None else Identifier(hpr_nr, "urn:oid:2.16.578.1.12.4.1.4.4"),
            authorization=None if hpr_nr is None else Code("LE", "urn:oid:2.16.578.1.12.4.1.1.9060"),
            legal_entity=Identifier(organisation, enh),
            point_of_care=Identifier(unit, enh),
            department=None,
        ),
        care_relationship=CareRelationship(
            healthcare_service=Code("KA01", "urn:oid:2.16.578.1.12.4.1.1.8663"),
            purpose_of_use=Code(purpose, "urn:oid:2.16.840.1.113883.1.11.20448"),
            purpose_of_use_details=None,
            decision_ref=DecisionRef("d1", user_selected),
        ),
        patient=PatientAt(None, None, None) if patient else None,
    )
