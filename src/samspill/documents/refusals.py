"""The sentences said when a file cannot be read: what happened, why, and what to do now."""

from samspill.documents.contracts import Unreadable
from samspill.kernel.texts import say


def not_there(name: str) -> Unreadable:
    """No file stands at the path."""
    return Unreadable(
        say("Fant ikke filen «%(name)s».", name=name),
        remedy=say("Sjekk navnet og mappen, og prøv igjen."),
    )


def not_a_file(name: str) -> Unreadable:
    """The path is a folder, a device or a pipe."""
    return Unreadable(
        say("«%(name)s» er ikke en vanlig fil.", name=name),
        why=say("Samspill leser én fil om gangen, ikke mapper."),
        remedy=say("Velg selve plandokumentet."),
    )


def not_allowed(name: str) -> Unreadable:
    """The operating system refuses to open the file."""
    return Unreadable(
        say("Filen «%(name)s» kunne ikke åpnes.", name=name),
        why=say("Maskinen gir ikke tilgang til den."),
        remedy=say("Sjekk at du har lov til å lese filen, eller flytt en kopi til en mappe du har tilgang til."),
    )


def empty(name: str) -> Unreadable:
    """The file has no bytes, or nothing but white space."""
    return Unreadable(
        say("Filen «%(name)s» er tom.", name=name),
        remedy=say("Sjekk at du valgte riktig fil, og at den ble lagret ferdig."),
    )


def too_large(name: str, *, megabytes: int, megabytes_max: int) -> Unreadable:
    """The file is larger than the limit; it has not been read."""
    return Unreadable(
        say("Filen «%(name)s» er for stor: %(megabytes)s MB.", name=name, megabytes=megabytes),
        why=say("Samspill leser filer på inntil %(megabytes_max)s MB.", megabytes_max=megabytes_max),
        remedy=say("Ta bort bilder og vedlegg, eller lagre dokumentet i mindre deler, og prøv igjen."),
    )


def swells(name: str) -> Unreadable:
    """The packed content would unpack to far more than a document holds."""
    return Unreadable(
        say("Filen «%(name)s» er ikke lest.", name=name),
        why=say("Innholdet er pakket slik at det blir urimelig stort når det pakkes ut."),
        remedy=say("Åpne dokumentet i programmet det ble laget i, lagre det på nytt og prøv igjen."),
    )


def too_much(name: str) -> Unreadable:
    """More pages, cells, letters or nesting than the limits take."""
    return Unreadable(
        say("Dokumentet «%(name)s» er for omfattende til å bli lest.", name=name),
        why=say("Det har flere sider eller mer innhold enn et plandokument pleier å ha."),
        remedy=say("Lagre delen som inneholder planen, som en egen fil, og prøv igjen."),
    )


def broken(name: str, *, kind: str) -> Unreadable:
    """The bytes say which form it is, but they cannot be read as that form."""
    return Unreadable(
        say("Filen «%(name)s» kunne ikke leses.", name=name),
        why=say("Den ser ut som en %(kind)s-fil, men innholdet er skadet eller ufullstendig.", kind=kind),
        remedy=say("Åpne den i programmet den ble laget i, lagre den på nytt og prøv igjen."),
    )


def locked(name: str) -> Unreadable:
    """The file is encrypted with a password."""
    return Unreadable(
        say("Filen «%(name)s» er låst med passord.", name=name),
        why=say("Samspill kan ikke lese innholdet i en kryptert fil."),
        remedy=say("Fjern passordet, lagre filen på nytt og prøv igjen."),
    )


def old_office(name: str, *, program: str, save_as: str) -> Unreadable:
    """A binary Office file from before 2007."""
    return Unreadable(
        say("Filen «%(name)s» er lagret i et gammelt %(program)s-format.", name=name, program=program),
        why=say("Samspill leser bare de nyere Office-formatene."),
        remedy=say(
            "Åpne filen i %(program)s, velg «Lagre som» og %(save_as)s, og prøv igjen.",
            program=program,
            save_as=save_as,
        ),
    )


def picture(name: str) -> Unreadable:
    """The file is an image, perhaps of a scanned page."""
    return Unreadable(
        say("Filen «%(name)s» er et bilde.", name=name),
        why=say("Samspill leser tekst, ikke bilder av tekst."),
        remedy=say("Bruk originaldokumentet, eller kjør tekstgjenkjenning (OCR) på bildet først."),
    )


def scanned(name: str) -> Unreadable:
    """A PDF whose pages are pictures, with no text layer."""
    return Unreadable(
        say("PDF-filen «%(name)s» inneholder ingen tekst.", name=name),
        why=say("Sidene er trolig skannet, og er da bare bilder."),
        remedy=say("Bruk originaldokumentet, eller kjør tekstgjenkjenning (OCR) på filen først."),
    )


def wordless(name: str, *, kind: str) -> Unreadable:
    """The file can be opened, but holds no word."""
    return Unreadable(
        say("Fant ingen tekst i filen «%(name)s».", name=name),
        why=say("%(kind)s-filen lar seg åpne, men har ingen synlige ord.", kind=kind),
        remedy=say("Sjekk at du valgte riktig fil."),
    )


def other_form(name: str, *, kind: str, save_as: str) -> Unreadable:
    """A known kind of file that Samspill does not read."""
    return Unreadable(
        say("Filen «%(name)s» er en %(kind)s-fil.", name=name, kind=kind),
        why=say("Samspill leser PDF, PowerPoint, Word, Excel, nettsider og ren tekst."),
        remedy=say("Lagre dokumentet som %(save_as)s, og prøv igjen.", save_as=save_as),
    )


def packed(name: str) -> Unreadable:
    """An archive of files."""
    return Unreadable(
        say("Filen «%(name)s» er en pakket fil.", name=name),
        why=say("Samspill leser ett dokument om gangen."),
        remedy=say("Pakk den ut, og velg selve plandokumentet."),
    )


def unknown(name: str) -> Unreadable:
    """Bytes of no kind that is known."""
    return Unreadable(
        say("Samspill kjenner ikke igjen innholdet i filen «%(name)s».", name=name),
        why=say("Samspill leser PDF, PowerPoint, Word, Excel, nettsider og ren tekst."),
        remedy=say("Lagre dokumentet i en av disse formene, og prøv igjen."),
    )
