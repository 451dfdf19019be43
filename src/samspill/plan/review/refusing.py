"""The sentences said when an import cannot go on: what happened, why, and what to do now."""

from samspill.documents.contracts import Unreadable
from samspill.kernel.texts import say
from samspill.plan.review.contracts import ImportRefused, NoSuchImport, RowView, StaleDecision


def too_much() -> Unreadable:
    """The reader ran into its bounds of memory."""
    return Unreadable(
        say("Dokumentet er for omfattende til å bli lest."),
        why=say("Det har mer innhold enn et plandokument pleier å ha."),
        remedy=say("Lagre delen som inneholder planen, som en egen fil, og prøv igjen."),
    )


def too_slow(minutes: int) -> Unreadable:
    """The reader did not end within its time."""
    return Unreadable(
        say("Det tok for lang tid å lese dokumentet."),
        why=say("Samspill stopper lesingen etter %(minutes)s minutter.", minutes=minutes),
        remedy=say("Lagre delen som inneholder planen, som en egen fil, og prøv igjen."),
    )


def not_there() -> NoSuchImport:
    """There is no such import."""
    return NoSuchImport(
        say("Denne importen finnes ikke."),
        remedy=say("Gå til listen over importer, og velg en derfra."),
    )


def no_such_row() -> NoSuchImport:
    """The import has no row at that path."""
    return NoSuchImport(
        say("Denne raden finnes ikke i importen."),
        remedy=say("Last siden på nytt, og velg raden derfra."),
    )


def stale(newer: RowView) -> StaleDecision:
    """Somebody else decided on the row in the meantime."""
    decision = newer.decision
    who = decision.by_name if decision else ""
    return StaleDecision(
        say("%(name)s har vurdert denne raden etter at du åpnet den.", name=who),
        newer=newer,
        remedy=say("Se hva som står nå. Lagre en gang til hvis det du har skrevet, skal gjelde i stedet."),
    )


def busy() -> ImportRefused:
    """A reader is at work on it."""
    return ImportRefused(
        say("Filen leses allerede."),
        remedy=say("Vent til den er lest. Siden viser hvor langt den er kommet."),
    )
