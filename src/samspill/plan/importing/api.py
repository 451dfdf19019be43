"""The door of importing: documents in, one understood plan out. Pure: no file is opened, no clock is read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from samspill.documents.contracts import Document
from samspill.kernel.texts import Text, say
from samspill.plan.importing import front, furniture, language, placed
from samspill.plan.importing.build import Source
from samspill.plan.importing.captions import captioned
from samspill.plan.importing.content import Content
from samspill.plan.importing.contracts import Flag, Found, FoundPlan, Notice
from samspill.plan.importing.drafts import YearTable
from samspill.plan.importing.flat import route as flat
from samspill.plan.importing.flat import twins
from samspill.plan.importing.gold import to_gold
from samspill.plan.importing.lexicon import Lexicon, lexicon_of
from samspill.plan.importing.stream import FlatLine, lines_only, texts_of
from samspill.plan.importing.tables import route as tables
from samspill.plan.importing.words import clip, fold

__all__ = ["to_gold", "understand"]


@dataclass(frozen=True, slots=True)
class _Reading:
    """One document, understood on its own."""

    document: Document
    plan: FoundPlan
    content: Content
    whole: float
    texts: tuple[str, ...]


OTHER_PLAN_SHARE = 0.6
"""When more of a twin's measures than this are not in the cleanest text, it is another plan."""


def understand(documents: Sequence[Document]) -> FoundPlan:
    """Understand one plan from one document, or from several of the same plan.

    Args:
        documents: the same plan in one or more files, in any order; where they differ the cleanest text wins and the
        others only fill what it lacks.

    Returns:
        The plan with every doubt flagged; without measures and with a ``refusal`` when the documents hold no plan.
    """
    readings = sorted((_read(document) for document in documents), key=_cleanest_first)
    if not readings:
        return FoundPlan((), "nb", None, None, refusal=_nothing())
    best, others = readings[0], [reading for reading in readings[1:] if reading.plan.refusal is None]
    if best.plan.refusal is not None or not others:
        return best.plan
    return _merged(best, others)


def _merged(best: _Reading, others: Sequence[_Reading]) -> FoundPlan:
    """Return the cleanest document's plan with its gaps filled from its twins."""
    lenders = [table for other in others for table in other.content.year_tables]
    again = _read(best.document, lenders=lenders).plan
    titles = [
        other.plan.title
        for other in others
        if other.plan.title and other.plan.title.text != (again.title and again.title.text)
    ]
    return replace(
        again,
        documents=tuple(reading.document.name for reading in (best, *others)),
        title=_fuller(again.title, titles),
        dated=again.dated or next((other.plan.dated for other in others if other.plan.dated), None),
        notices=again.notices + tuple(notice for other in others for notice in _differences(best, other)),
    )


def _fuller(title: Found | None, others: Sequence[Found]) -> Found | None:
    """Return the title, or a twin's when that is the same with the year the title lacks."""
    for other in others:
        same = title is None or fold(other.text).startswith(fold(title.text))
        if same and (title is None or (front.years_in(other.text) and not front.years_in(title.text))):
            return replace(other, flags=(*other.flags, Flag.TWIN_DIFFERS))
    return title


def _differences(best: _Reading, other: _Reading) -> Iterator[Notice]:
    titles = [measure.title.text for measure in other.plan.measures if measure.title]
    lacking = twins.only_in_twin(titles, " ".join(best.texts))
    if titles and len(lacking) > len(titles) * OTHER_PLAN_SHARE:
        yield Notice(
            Flag.TWIN_DIFFERS,
            say(
                "%(other)s ser ut til å være en annen plan enn %(best)s. Den er ikke tatt med; les den inn for seg.",
                other=other.document.name,
                best=best.document.name,
            ),
        )
        return
    for title in lacking if not language.is_damaged(other.whole) else []:
        yield Notice(
            Flag.ONLY_IN_TWIN,
            say(
                "«%(title)s» står bare i %(other)s og er ikke tatt med. Legg det til hvis det hører med.",
                title=clip(title),
                other=other.document.name,
            ),
        )


def _cleanest_first(reading: _Reading) -> tuple[bool, float, str]:
    return (reading.plan.refusal is not None, -round(reading.whole, 2), reading.document.name)


def _read(document: Document, *, lenders: Sequence[YearTable] = ()) -> _Reading:
    swept = furniture.sweep(placed.tabled(captioned(document)))
    texts = texts_of(swept.items)
    whole = language.wholeness(texts)
    source = Source(document.name, whole, language.is_damaged(whole))
    lexicon = lexicon_of(texts)
    lines = lines_only(swept.items)
    other = front.names_other_paper(lines[:12])
    content = Content(front=tuple(lines)) if other else _routed(swept, source, lexicon, lenders)
    plan = _plan(document, swept, content, source, texts, other)
    return _Reading(document, plan, content, whole, tuple(texts))


def _routed(swept: furniture.Swept, source: Source, lexicon: Lexicon, lenders: Sequence[YearTable]) -> Content:
    """Read by the route the document's own form allows: its tables where it has a plan's, else its lines."""
    if tables.has_plan_table(swept):
        content = tables.read(swept, source, lexicon)
        if content.has_measures:
            return content
    return flat.read(swept, source, lexicon, lenders=lenders)


def _plan(
    document: Document,
    swept: furniture.Swept,
    content: Content,
    source: Source,
    texts: Sequence[str],
    other: str | None,
) -> FoundPlan:
    tongue = language.language_of(texts)
    if not content.has_measures:
        return FoundPlan((document.name,), tongue, None, None, refusal=_no_plan(document.name, other))
    said = front.read(content.front, swept.outline)
    years = content.years or said.years
    return FoundPlan(
        documents=(document.name,),
        language=tongue,
        title=_line(said.title, source),
        kind=said.kind,
        owner=_said(said.owner, source),
        plan_responsible=_said(said.plan_responsible, source),
        parties=said.parties,
        approved_by=_said(said.approved_by, source),
        dated=swept.dated or said.dated,
        years=years,
        year_labels=content.year_labels,
        columns=content.heads,
        status_scale=swept.status_scale,
        goals=content.goals,
        areas=content.areas,
        notices=_notices(source, content),
    )


def _line(line: FlatLine | None, source: Source) -> Found | None:
    return source.found(line.text, line.text, line.page) if line else None


def _said(pair: tuple[str, FlatLine] | None, source: Source) -> Found | None:
    return source.found(pair[0], pair[1].text, pair[1].page) if pair else None


def _notices(source: Source, content: Content) -> tuple[Notice, ...]:
    notices: list[Notice] = []
    if source.damaged:
        notices.append(
            Notice(
                Flag.TEXT_DAMAGED,
                say(
                    "Teksten i %(name)s er skadet: mange bokstaver er feil eller borte. Se over alt før det tas inn.",
                    name=source.name,
                ),
            )
        )
    notices += [Notice(flag, text, page) for flag, area, page in content.notes if (text := _about(flag, area))]
    return tuple(notices)


def _about(flag: Flag, area: str) -> Text | None:
    """Return what to say of a table's heads; written out sentence by sentence, so that each is found and translated."""
    named = clip(area, 60)
    match flag:
        case Flag.HEADS_REPEATED:
            return say(
                "I tabellen «%(area)s» står samme årstall over to kolonner. Se over hvilket år kolonnene gjelder.",
                area=named,
            )
        case Flag.HEADS_MISSING:
            return say(
                "Tabellen «%(area)s» mangler årstall over kolonnene. Fyll inn hvilket år verdiene gjelder.", area=named
            )
        case Flag.HEADS_INHERITED:
            return say(
                "Tabellen «%(area)s» mangler årstall over kolonnene. De er hentet fra de andre tabellene; se over dem.",
                area=named,
            )
    return None


def _nothing() -> Text:
    return say("Ingen dokumenter ble gitt. Velg en fil med en plan.")


def _no_plan(name: str, other: str | None) -> Text:
    if other:
        return say(
            "Ingen tiltak er hentet fra %(name)s: dokumentet kaller seg %(kind)s og er ikke en plan. "
            "Velg filen som har selve planen, med tiltakene i en tabell eller en liste.",
            name=name,
            kind=other,
        )
    return say(
        "Ingen tiltak er hentet fra %(name)s: dokumentet har ingen tabell med tiltak og heller ingen tiltak med "
        "frist eller ansvarlig. Velg filen som har selve planen, eller skriv tiltakene inn for hånd.",
        name=name,
    )
