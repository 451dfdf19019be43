"""What is allowed in the plan: who may, in which state, and what a measure may say.

Each question is a pair: ``check_x`` raises with the reason, ``can_x`` answers yes or no. Who the person is and which
state the thing is in are different questions, in different functions.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from samspill.kernel.people import Capacity, Person
from samspill.kernel.texts import Text, say
from samspill.plan.contracts import (
    Invalid,
    MeasureState,
    NotAllowed,
    PlanRefused,
    Responsible,
    VersionState,
)
from samspill.plan.folding import fold

_EVERY_KNOWN_STATE = frozenset(MeasureState) - {MeasureState.UNKNOWN}

MEASURE_TURNS: Mapping[MeasureState, frozenset[MeasureState]] = {
    MeasureState.UNKNOWN: _EVERY_KNOWN_STATE,
    MeasureState.PROPOSED: frozenset({MeasureState.PRIORITISED, MeasureState.STOPPED}),
    MeasureState.PRIORITISED: frozenset(
        {MeasureState.PLANNED, MeasureState.IN_PROGRESS, MeasureState.CARRIED_FORWARD, MeasureState.STOPPED}
    ),
    MeasureState.PLANNED: frozenset({MeasureState.IN_PROGRESS, MeasureState.CARRIED_FORWARD, MeasureState.STOPPED}),
    MeasureState.IN_PROGRESS: frozenset(
        {MeasureState.DONE, MeasureState.PLANNED, MeasureState.CARRIED_FORWARD, MeasureState.STOPPED}
    ),
    MeasureState.DONE: frozenset({MeasureState.IN_OPERATION, MeasureState.IN_PROGRESS}),
    MeasureState.IN_OPERATION: frozenset({MeasureState.IN_PROGRESS, MeasureState.STOPPED}),
    MeasureState.CARRIED_FORWARD: frozenset(
        {MeasureState.PRIORITISED, MeasureState.PLANNED, MeasureState.IN_PROGRESS, MeasureState.STOPPED}
    ),
    MeasureState.STOPPED: frozenset({MeasureState.PROPOSED}),
}
"""Where a measure may go from where it is. A state that the source does not tell may turn out to be any."""

VERSION_TURNS: Mapping[VersionState, frozenset[VersionState]] = {
    VersionState.DRAFT: frozenset(
        {VersionState.CONSULTED, VersionState.RECOMMENDED, VersionState.ADOPTED, VersionState.DISCARDED}
    ),
    VersionState.CONSULTED: frozenset({VersionState.DRAFT, VersionState.RECOMMENDED}),
    VersionState.RECOMMENDED: frozenset({VersionState.DRAFT, VersionState.ADOPTED}),
    VersionState.ADOPTED: frozenset({VersionState.SUPERSEDED}),
    VersionState.SUPERSEDED: frozenset(),
    VersionState.DISCARDED: frozenset(),
}
"""Where a version may go. A plan that was adopted before it came into Samspill goes straight from draft to adopted."""

TEXT_IS_OPEN = frozenset({VersionState.DRAFT, VersionState.CONSULTED})
"""What is recommended must be what is adopted: to change its text it is turned back to draft."""

ON_ITS_WAY = frozenset({VersionState.DRAFT, VersionState.CONSULTED, VersionState.RECOMMENDED})
"""Neither adopted nor superseded."""

OWNERS_TURNS = frozenset({MeasureState.PLANNED, MeasureState.IN_PROGRESS, MeasureState.DONE})
"""Where those who answer for a measure may turn it themselves; the rest is decided by those who keep the plan."""

_STATE_WORDS: Mapping[MeasureState, Text] = {
    MeasureState.UNKNOWN: say("ukjent"),
    MeasureState.PROPOSED: say("foreslått"),
    MeasureState.PRIORITISED: say("prioritert"),
    MeasureState.PLANNED: say("planlagt"),
    MeasureState.IN_PROGRESS: say("under arbeid"),
    MeasureState.DONE: say("ferdigstilt"),
    MeasureState.IN_OPERATION: say("i drift"),
    MeasureState.CARRIED_FORWARD: say("videreført"),
    MeasureState.STOPPED: say("stoppet"),
}
_VERSION_WORDS: Mapping[VersionState, Text] = {
    VersionState.DRAFT: say("utkast"),
    VersionState.CONSULTED: say("på høring"),
    VersionState.RECOMMENDED: say("tilrådd"),
    VersionState.ADOPTED: say("vedtatt"),
    VersionState.SUPERSEDED: say("erstattet"),
    VersionState.DISCARDED: say("forkastet"),
}


def measure_state_word(state: MeasureState) -> Text:
    """Return the bokmål word for a measure's state."""
    return _STATE_WORDS[state]


def version_state_word(state: VersionState) -> Text:
    """Return the bokmål word for a version's state."""
    return _VERSION_WORDS[state]


# Who the person is


def check_may_keep_plan(person: Person, *, day: date) -> None:
    """Refuse anyone who does not keep the plan.

    Raises:
        NotAllowed: the role has ended or not begun, or does not let its holder change the plan.
    """
    _check_role_holds(person, day=day)
    if not person.may(Capacity.KEEP_PLAN):
        raise NotAllowed(
            say("Du kan ikke endre planen."),
            why=say("Rollen «%(role)s» gir ikke rett til å endre planen.", role=person.name),
            remedy=say("Be sekretariatet om å gjøre endringen."),
        )


def may_keep_plan(person: Person, *, day: date) -> bool:
    """Tell whether the person may change the plan itself."""
    return _holds(check_may_keep_plan, person, day=day)


def check_may_report(person: Person, responsible: Iterable[Responsible], *, day: date) -> None:
    """Refuse a status from anyone who neither keeps the plan nor answers for the measure.

    Raises:
        NotAllowed: the role has ended or not begun, does not report, or the measure is not the person's own.
    """
    _check_role_holds(person, day=day)
    if person.may(Capacity.KEEP_PLAN):
        return
    if not person.may(Capacity.REPORT_STATUS):
        raise NotAllowed(
            say("Du kan ikke melde status for dette tiltaket."),
            why=say("Rollen «%(role)s» gir bare rett til å lese.", role=person.name),
            remedy=say("Be den som er ansvarlig for tiltaket, eller sekretariatet, om å melde status."),
        )
    if not is_own(person, responsible):
        raise NotAllowed(
            say("Du kan ikke melde status for dette tiltaket."),
            why=say("Tiltaket har andre ansvarlige enn din virksomhet og rolle."),
            remedy=say("Be den ansvarlige melde status, eller be sekretariatet rette hvem som er ansvarlig."),
        )


def may_report(person: Person, responsible: Iterable[Responsible], *, day: date) -> bool:
    """Tell whether the person may report status for a measure with these responsible."""
    return _holds(check_may_report, person, responsible, day=day)


def check_may_turn_measure(person: Person, responsible: Iterable[Responsible], to: MeasureState, *, day: date) -> None:
    """Refuse a turn that is not the person's to make.

    Raises:
        NotAllowed: as ``check_may_report``, or the turn is for those who keep the plan.
    """
    check_may_report(person, responsible, day=day)
    if to not in OWNERS_TURNS and not person.may(Capacity.KEEP_PLAN):
        raise NotAllowed(
            say("Du kan ikke sette tiltaket til «%(state)s».", state=measure_state_word(to)),
            why=say("Det avgjøres av dem som holder planen."),
            remedy=say("Skriv hva du mener i en statusmelding, eller ta det opp med sekretariatet."),
        )


def may_turn_measure(person: Person, responsible: Iterable[Responsible], to: MeasureState, *, day: date) -> bool:
    """Tell whether the turn is the person's to make."""
    return _holds(check_may_turn_measure, person, responsible, to, day=day)


def is_own(person: Person, responsible: Iterable[Responsible]) -> bool:
    """Tell whether the person's organisation answers for it, or, where no organisation is named, the person's role."""
    return any(_answers(person, body) for body in responsible)


def _answers(person: Person, body: Responsible) -> bool:
    if body.organisation_id:
        return body.organisation_id == person.organisation_id
    return bool(body.role) and fold(body.role) in {fold(person.role), fold(person.name)}


def _check_role_holds(person: Person, *, day: date) -> None:
    if day not in person.valid:
        raise NotAllowed(
            say("Rollen «%(role)s» gjelder ikke %(day)s.", role=person.name, day=f"{day:%d.%m.%Y}"),
            remedy=say("Logg inn med en rolle som gjelder, eller be sekretariatet om å forlenge den."),
        )


# Which state the thing is in


def check_text_is_open(state: VersionState) -> None:
    """Refuse to change the text of a version that is recommended, adopted or superseded.

    Raises:
        PlanRefused: the text is closed.
    """
    if state in TEXT_IS_OPEN:
        return
    remedies = {
        VersionState.RECOMMENDED: say("Sett den tilbake til utkast før du endrer teksten."),
        VersionState.DISCARDED: say("Åpne versjonen som gjelder, eller utkastet som er på vei, og gjør endringen der."),
    }
    remedy = remedies.get(state, say("Start et nytt utkast fra versjonen, og gjør endringen der."))
    raise PlanRefused(
        say("Teksten i denne versjonen kan ikke endres."),
        why=say("Versjonen er %(state)s.", state=version_state_word(state)),
        remedy=remedy,
    )


def text_is_open(state: VersionState) -> bool:
    """Tell whether the version's text may still be edited."""
    return _holds(check_text_is_open, state)


def check_takes_reports(state: VersionState) -> None:
    """Refuse statuses on a version that another has taken the place of, or that was discarded.

    Raises:
        PlanRefused: the version is superseded or discarded.
    """
    if state is VersionState.DISCARDED:
        raise PlanRefused(
            say("Du kan ikke melde status på denne versjonen."),
            why=say("Utkastet er forkastet."),
            remedy=say("Åpne tiltaket i den gjeldende versjonen, og meld status der."),
        )
    if state is VersionState.SUPERSEDED:
        raise PlanRefused(
            say("Du kan ikke melde status på denne versjonen."),
            why=say("Den er erstattet av en nyere versjon."),
            remedy=say("Åpne tiltaket i den gjeldende versjonen, og meld status der."),
        )


def takes_reports(state: VersionState) -> bool:
    """Tell whether statuses may be reported on the version."""
    return _holds(check_takes_reports, state)


def check_can_turn_measure(now: MeasureState, to: MeasureState) -> None:
    """Refuse a turn that does not follow from where the measure is.

    Raises:
        PlanRefused: ``MEASURE_TURNS`` has no such turn.
    """
    if to in MEASURE_TURNS[now]:
        return
    raise PlanRefused(
        say(
            "Tiltaket kan ikke gå fra «%(now)s» til «%(to)s».",
            now=measure_state_word(now),
            to=measure_state_word(to),
        ),
        remedy=_choose_among(measure_state_word(state) for state in MeasureState if state in MEASURE_TURNS[now]),
    )


def can_turn_measure(now: MeasureState, to: MeasureState) -> bool:
    """Tell whether the turn follows from where the measure is."""
    return _holds(check_can_turn_measure, now, to)


def check_can_turn_version(now: VersionState, to: VersionState) -> None:
    """Refuse a turn that does not follow from where the version is.

    Raises:
        PlanRefused: ``VERSION_TURNS`` has no such turn, or it is one that happens by itself (superseded).
    """
    if to is VersionState.SUPERSEDED:
        raise PlanRefused(
            say("En versjon kan ikke erstattes for hånd."),
            why=say("Den blir erstattet når neste versjon vedtas."),
            remedy=say("Vedta den nye versjonen."),
        )
    if to not in VERSION_TURNS[now]:
        raise PlanRefused(
            say(
                "Versjonen kan ikke gå fra «%(now)s» til «%(to)s».",
                now=version_state_word(now),
                to=version_state_word(to),
            ),
            remedy=_choose_among(version_state_word(state) for state in turns_of_version(now)),
        )


def can_turn_version(now: VersionState, to: VersionState) -> bool:
    """Tell whether a person may turn a version so."""
    return _holds(check_can_turn_version, now, to)


def turns_of_version(now: VersionState) -> tuple[VersionState, ...]:
    """Return where a person may turn a version, in the order of its life."""
    return tuple(to for to in VersionState if to in VERSION_TURNS[now] and to is not VersionState.SUPERSEDED)


def turns_of_measure(now: MeasureState) -> tuple[MeasureState, ...]:
    """Return where a measure may go, in the order of its life."""
    return tuple(to for to in MeasureState if to in MEASURE_TURNS[now])


def check_can_start_version(states_in_plan: Iterable[VersionState]) -> None:
    """Refuse a second working draft of the same plan.

    Raises:
        PlanRefused: a version is on its way already.
    """
    if any(state in ON_ITS_WAY for state in states_in_plan):
        raise PlanRefused(
            say("Planen har allerede en versjon som er på vei."),
            why=say("To utkast samtidig vil komme i veien for hverandre."),
            remedy=say("Arbeid videre i den, eller få den vedtatt først."),
        )


def check_can_discard(reported_here_only: int) -> None:
    """Refuse to discard a draft when statuses reported on it would leave with it.

    Args:
        reported_here_only: how many measures have a status reported on this version and stand in no other.

    Raises:
        PlanRefused: there is at least one.
    """
    if reported_here_only:
        raise PlanRefused(
            say("Utkastet kan ikke forkastes."),
            why=say(
                "Det er meldt status på tiltak som bare står i dette utkastet. Antall: %(count)s.",
                count=reported_here_only,
            ),
            remedy=say("Behold utkastet og rett det, eller få det vedtatt."),
        )


def check_reason(to: MeasureState, why: str) -> None:
    """Ask why, where the reader of next year's plan will.

    Raises:
        Invalid: a measure is stopped without a reason.
    """
    if to is MeasureState.STOPPED and not why.strip():
        _one_error("why", say("Skriv hvorfor tiltaket stoppes."))


def check_turn_is_told(to: VersionState, *, now: VersionState, why: str, adopted_on: date | None, day: date) -> None:
    """Ask for what a turn of a version must tell.

    Raises:
        Invalid: the day of adoption is missing or in the future, or there is no reason to turn back to draft or to
            discard.
    """
    if to is VersionState.DISCARDED and not why.strip():
        _one_error("why", say("Skriv hvorfor utkastet forkastes."))
    if to is VersionState.DRAFT and now is not VersionState.DRAFT and not why.strip():
        _one_error("why", say("Skriv hvorfor versjonen settes tilbake til utkast."))
    if to is not VersionState.ADOPTED:
        return
    if adopted_on is None:
        _one_error("adopted_on", say("Skriv hvilken dag versjonen ble vedtatt."))
    elif adopted_on > day:
        _one_error("adopted_on", say("Vedtaksdagen kan ikke være fram i tid."))


def _one_error(field: str, text: Text) -> None:
    raise Invalid(say("Noe mangler eller må rettes før dette kan lagres."), errors={field: text})


def _choose_among(words: Iterable[Text]) -> Text:
    shown = _listed(list(words))
    return say("Herfra kan du velge: %(states)s.", states=shown) if shown else say("Den kan ikke endres mer.")


def _listed(words: list[Text]) -> Text | None:
    """Return the words as one text that can still be translated word by word."""
    listed = None
    for word in reversed(words):
        listed = say("%(first)s, %(rest)s", first=word, rest=listed) if listed else word
    return listed


def _holds(check: Callable[..., None], /, *values: object, **named: object) -> bool:
    try:
        check(*values, **named)
    except PlanRefused:
        return False
    return True
