"""Why a person is asked to look, in plain words: what was found, and what to do about it."""

from collections.abc import Mapping

from samspill.kernel.texts import Text, say
from samspill.plan.importing.contracts import Flag

_FLAG_TEXTS: Mapping[Flag, Text] = {
    Flag.TITLE_LOST: say("Tittelen mangler i dokumentet. Skriv den hvis du vet hva tiltaket heter."),
    Flag.EMPTY_MEASURE: say("Tiltaket er tomt i dokumentet. Ta det ut, eller skriv det som mangler."),
    Flag.COLUMN_UNKNOWN: say("Dokumentet viser ikke hvilket år teksten hører til. Velg året hvis du vet det."),
    Flag.COLUMN_INFERRED: say("Året er utledet av hvordan linjen er brutt. Sjekk at det stemmer."),
    Flag.COLUMN_FROM_TWIN: say("Året er hentet fra den andre filen. Sjekk at det stemmer."),
    Flag.HEADS_MISSING: say("Tabellen mangler kolonneoverskrifter. Sjekk hvilke år tekstene hører til."),
    Flag.HEADS_FROM_TWIN: say("Kolonneoverskriftene er hentet fra den andre filen. Sjekk at de stemmer."),
    Flag.HEADS_REPEATED: say("Det samme året står to ganger i kolonneoverskriftene. Sjekk hvilket år som er ment."),
    Flag.HEADS_INHERITED: say("Kolonneoverskriftene er hentet fra tabellen foran. Sjekk at de gjelder her også."),
    Flag.AREA_MISSING: say("Innsatsområdet har ikke noe navn i dokumentet. Skriv det hvis du vet det."),
    Flag.AREA_INHERITED: say("Innsatsområdet står ikke her, og er hentet fra raden over. Sjekk at det stemmer."),
    Flag.HEADING_OR_MEASURE: say("Dette kan være en gruppe eller et tiltak. Trykk «Rett» hvis det er feil slag."),
    Flag.SPLIT_DOUBTFUL: say("Det er usikkert hvor tittelen slutter og teksten for året begynner."),
    Flag.JOINED_OVER_PAGE: say("Teksten er satt sammen over et sideskift. Sjekk at delene hører sammen."),
    Flag.WORD_JOINED: say("Et ord som var delt, er satt sammen. Sjekk at det er riktig."),
    Flag.DEADLINE_UNREAD: say("Fristen lot seg ikke tolke som en dato. Velg siste dag hvis du vet den."),
    Flag.DEADLINE_ROUNDED: say("Fristen er ikke en bestemt dag. Siste dag er satt så sent ordene tillater."),
    Flag.YEAR_OUTSIDE_PLAN: say("Året ligger utenfor planens egne år. Sjekk at det er riktig."),
    Flag.STATUS_COLOUR_UNKNOWN: say("Fargen står ikke i planens egen fargeforklaring, så statusen er ukjent."),
    Flag.RESPONSIBLE_UNKNOWN: say("Det er usikkert hvem som er ansvarlig."),
    Flag.TEXT_DAMAGED: say("Teksten ser skadet ut. Sammenlign med dokumentet."),
    Flag.TWIN_DIFFERS: say("De to filene sier ikke det samme. Sammenlign med dokumentet."),
    Flag.ONLY_IN_TWIN: say("Dette står bare i den ene filen. Sjekk at det hører til planen."),
    Flag.NAMES_DIFFER: say("Navnet skrives på flere måter i dokumentet. Velg det som er riktig."),
}


def flag_text(flag: Flag) -> Text:
    """Return why a value with this flag should be looked at."""
    return _FLAG_TEXTS[flag]
