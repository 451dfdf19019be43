"""The words and pictures for what organisations are, in the order that pages list them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samspill.kernel.organisations import Kind, Party

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class KindWords:
    """What a kind of organisation is called."""

    kind: Kind
    one: str | Promise
    many: str | Promise
    icon: str


KINDS: tuple[KindWords, ...] = (
    KindWords(Kind.OTHER, _("Samarbeidsorgan eller annen virksomhet"), _("Samarbeidsorganer og andre"), "PersonGroup"),
    KindWords(Kind.REGIONAL_TRUST, _("Regionalt helseforetak"), _("Regionale helseforetak"), "Hospital"),
    KindWords(Kind.HOSPITAL_TRUST, _("Helseforetak"), _("Helseforetak"), "Hospital"),
    KindWords(Kind.HOSPITAL, _("Sykehus"), _("Sykehus"), "Hospital"),
    KindWords(Kind.MUNICIPALITY, _("Kommune"), _("Kommuner"), "Buildings3"),
    KindWords(Kind.AGENCY, _("Kommunal etat"), _("Kommunale etater"), "Buildings3"),
    KindWords(Kind.DISTRICT, _("Bydel"), _("Bydeler"), "House"),
    KindWords(Kind.GP_PRACTICE, _("Fastleger"), _("Fastleger"), "Stethoscope"),
    KindWords(Kind.NAV_OFFICE, _("Nav-kontor"), _("Nav-kontorer"), "Buildings3"),
    KindWords(Kind.USER_ORGANISATION, _("Brukerorganisasjon"), _("Brukerorganisasjoner"), "PersonGroup"),
)
_BY_KIND = {words.kind: words for words in KINDS}

PARTY_WORDS: dict[Party, str | Promise] = {
    Party.HOSPITAL: _("Sykehus"),
    Party.MUNICIPALITY: _("Kommune"),
    Party.GP: _("Fastlege"),
    Party.NAV: _("Nav"),
    Party.CITIZEN: _("Brukere"),
    Party.NEUTRAL: _("Felles"),
}


def words_of(kind: Kind) -> KindWords:
    """Return the words for a kind."""
    return _BY_KIND[kind]


def by_kind(things: Iterable[Thing], *, kind: Callable[[Thing], Kind]) -> list[tuple[KindWords, list[Thing]]]:
    """Group things by kind of organisation, in the order of ``KINDS``; kinds without any are left out."""
    grouped: dict[Kind, list[Thing]] = {}
    for thing in things:
        grouped.setdefault(kind(thing), []).append(thing)
    if missing := grouped.keys() - _BY_KIND.keys():
        raise KeyError(f"no words for {sorted(missing)}")
    return [(words, grouped[words.kind]) for words in KINDS if words.kind in grouped]
