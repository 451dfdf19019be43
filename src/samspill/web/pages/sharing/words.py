"""What the pages about shared data call things; FHIR's own codes stand beside the words."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samspill.web.components.words import Look

Word = str | Promise

OPEN = Look(_("Åpen"), "success", "CheckmarkCircleFill")
DIALECTS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
ACTS: dict[str, Word] = {"create": _("opprettet"), "update": _("endret"), "delete": _("slettet")}
LEVELS: dict[str, Word] = {
    "off": _("Ingen kontroll: bare lesbar JSON kreves."),
    "base": _("Mot FHIR R4: oppbygning, typer, koder, referanser og regler."),
    "profile": _("Mot FHIR R4 og mot profilene en ressurs sier at den følger."),
}
WAYS: dict[str, Word] = {"load": "samspill load", "import": "$import"}
STATUSES: dict[int, Word] = {
    200: _("Gikk bra"),
    201: _("Opprettet"),
    202: _("Tatt imot, gjøres etterpå"),
    204: _("Gikk bra, uten innhold"),
    304: _("Uendret"),
    400: _("Ikke forstått"),
    401: _("Uten gyldig tilgang"),
    403: _("Ikke tillatt"),
    404: _("Finnes ikke"),
    405: _("Metoden tas ikke imot her"),
    406: _("Formatet snakkes ikke"),
    409: _("Kolliderer med det som er lagret"),
    410: _("Er slettet"),
    412: _("Vilkåret holdt ikke"),
    413: _("For stort"),
    415: _("Innholdstypen tas ikke imot"),
    422: _("Innholdet er ikke gyldig"),
    429: _("For mange kall"),
    500: _("Feil hos oss"),
    503: _("Svarer ikke nå"),
    507: _("Disken er full"),
}
SUBSCRIPTION_LOOKS: dict[str, Look] = {
    "requested": Look(_("Venter på oppstart"), "info", "Clock"),
    "active": Look(_("Aktivt"), "success", "CheckmarkCircleFill"),
    "error": Look(_("Har feilet"), "danger", "XMarkOctagonFill"),
    "off": Look(_("Avsluttet"), "neutral", "StopFill"),
}
CHANNELS: dict[str, Word] = {
    "rest-hook": _("Kall til mottakeren (rest-hook)"),
    "sse": _("Strøm til skjerm (SSE)"),
}
INTERACTIONS: dict[str, Word] = {
    "read": _("lese"),
    "vread": _("lese en bestemt versjon"),
    "update": _("lagre"),
    "patch": _("endre en del"),
    "delete": _("slette"),
    "history-instance": _("historikk for én ressurs"),
    "history-type": _("historikk for typen"),
    "history-system": _("historikk for hele tjeneren"),
    "create": _("opprette"),
    "search-type": _("søke i typen"),
    "search-system": _("søke i hele tjeneren"),
    "transaction": _("transaksjon: alt eller ingenting"),
    "batch": _("samling av kall"),
}
SEARCH_TYPES: dict[str, Word] = {
    "token": _("kode"),
    "string": _("tekst"),
    "date": _("dato"),
    "reference": _("henvisning"),
    "quantity": _("mengde med enhet"),
    "number": _("tall"),
    "uri": _("adresse"),
    "composite": _("sammensatt"),
    "special": _("særskilt"),
}
SEVERITIES: dict[str, Look] = {
    "fatal": Look(_("Feil"), "danger", "XMarkOctagonFill"),
    "error": Look(_("Feil"), "danger", "XMarkOctagonFill"),
    "warning": Look(_("Advarsel"), "warning", "ExclamationmarkTriangleFill"),
    "information": Look(_("Opplysning"), "info", "InformationSquareFill"),
}
ISSUES: dict[str, Word] = {
    "not-supported": _("Tjeneren kjenner eller støtter ikke dette. Se hva den kan for denne typen."),
    "not-found": _("Det du spurte etter, finnes ikke her. Sjekk skrivemåten."),
    "value": _("En verdi er ikke skrevet slik FHIR vil ha den. Svaret sier hva som er tillatt."),
    "invalid": _("Innholdet er ikke gyldig."),
    "structure": _("Oppbygningen er ikke slik FHIR vil ha den."),
    "required": _("Noe som må være med, mangler."),
    "security": _("Opplysninger som peker på en person, skal ikke stå i en adresse. Send søket med POST."),
    "forbidden": _("Tilgangen dekker ikke dette."),
    "login": _("Kallet mangler en gyldig tilgang."),
    "too-costly": _("Søket er for stort. Del det opp, eller be om mindre."),
    "conflict": _("Noen andre har endret det i mellomtiden, eller vilkåret holdt ikke."),
    "deleted": _("Ressursen er slettet."),
    "transient": _("Det gikk ikke nå. Prøv igjen om litt."),
    "exception": _("Noe gikk galt hos oss. Oppgi forespørselens nummer til dem som drifter Samspill."),
    "informational": _("Tjeneren opplyser om dette."),
}
_REASONS: dict[str, Word] = {
    "no index of whole texts, and no named queries": _("Tjeneren har ingen fulltekst og ingen navngitte spørringer."),
    "a part of it is no search parameter of its own": _("En av delene er ikke en søkeparameter for seg."),
    "searching in contained resources is not supported": _("Det søkes ikke i ressurser som ligger inni andre."),
    "searching by distance": _("Det søkes ikke på avstand."),
    "the filter language is not supported": _("Filterspråket er ikke laget. Bruk parametere, kjeder og _has."),
    "a named query is not supported": _("Tjeneren har ingen navngitte spørringer."),
    "searching in narratives is not supported": _("Det søkes ikke i lesbar tekst."),
    "searching in whole texts is not supported": _("Det søkes ikke i fulltekst."),
}
_NO_TYPE = re.compile(r"its elements have no type that a (\w+) search compares")


def status_look(status: int) -> Look:
    """Return how an HTTP status looks."""
    word = STATUSES.get(status, _("Annet svar"))
    if status < 400:
        return Look(word, "success", "CheckmarkCircleFill")
    if status < 500:
        return Look(word, "warning", "ExclamationmarkTriangleFill")
    return Look(word, "danger", "XMarkOctagonFill")


def reason_words(reason: str) -> str:
    """Return the engine's reason in the reader's language; empty when it has no words here and is shown as it is."""
    if found := _NO_TYPE.fullmatch(reason):
        word = SEARCH_TYPES.get(found[1], found[1])
        return gettext("Elementene har ingen verdi som et søk på %(type)s kan sammenligne.") % {"type": word}
    return str(_REASONS.get(reason, ""))
