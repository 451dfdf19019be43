"""What `samspill doctor` looks at: each check is one function that says what it found."""

import ipaddress
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from samspill.cli.contracts import Finding, Level
from samspill.kernel.clock import now_us
from samspill.kernel.communities import OSLO, load_community
from samspill.kernel.refusals import Refused
from samspill.kernel.texts import Text, say
from samspill.settings.audit import FILE as AUDIT_KEY
from samspill.settings.audit import audit_peers
from samspill.settings.environment import Settings, load_settings
from samspill.settings.login import trusted_issuers
from samspill.settings.record import FILE, record_location
from samspill.settings.sqlite import SAFE_VERSION, sqlite_version

FREE_BYTES_MIN = 1024**3


def examine(environment: Mapping[str, str], *, prepare: Callable[[], Settings]) -> tuple[Finding, ...]:
    """Look at the settings first; what hangs on them is looked at only when they can be read."""
    try:
        settings = load_settings(environment)
    except Refused as refused:
        return (_refused(refused),)
    findings = [
        good(say("Innstillingene kan leses.")),
        *_safety(settings),
        *_data_folder(settings),
        *_issuers(settings),
        *_watchers(settings),
    ]
    try:
        prepare()
    except Refused as refused:
        return (*findings, _refused(refused))
    return (*findings, *_stores(settings), *_record(settings), *_static_files(), _community(settings))


def good(text: Text) -> Finding:
    """Return a finding that all is well."""
    return Finding(Level.GOOD, text)


def _refused(refused: Refused) -> Finding:
    head, *rest = refused.sentences
    return Finding(Level.MISSING, head, Text("%(rest)s", {"rest": " ".join(map(str, rest))}))


def _safety(settings: Settings) -> Iterator[Finding]:
    open_to_others = not _is_loopback(settings.address)
    if settings.demo and open_to_others:
        yield Finding(
            Level.UNSAFE,
            say("Demomodus er på, og andre maskiner kan nå tjenesten: hvem som helst kan velge en rolle."),
            say("Sett SAMSPILL_ADDRESS til 127.0.0.1, eller slå av SAMSPILL_DEMO."),
        )
    elif settings.demo:
        yield good(say("Demomodus er på, og bare denne maskinen når tjenesten."))
    else:
        yield Finding(
            Level.MISSING,
            say("Ingen kan logge inn: nasjonal innlogging er ikke laget ennå, og rollevelgeren er bare for demo."),
            say("Sett SAMSPILL_DEMO=1 for å prøve Samspill uten ekte opplysninger."),
        )
    if open_to_others and not settings.https:
        yield Finding(
            Level.UNSAFE,
            say("Andre maskiner kan nå tjenesten uten HTTPS."),
            say("Sett en omvendt mellomtjener med HTTPS foran, og sett SAMSPILL_HTTPS=1."),
        )
    if not settings.demo and settings.takes_numbers is None:
        yield Finding(
            Level.UNSAFE,
            say("Personnumre blir lagret uten å bli sett på: også numre som er skrevet feil, eller laget for test."),
            say("Sett SAMSPILL_NATIONAL_NUMBERS=production der virkelige personer har journal her."),
        )
    if "*" in settings.hosts:
        yield Finding(
            Level.UNSAFE,
            say("Tjenesten svarer på alle vertsnavn."),
            say("Skriv navnene den skal svare på i SAMSPILL_HOSTS."),
        )


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def _data_folder(settings: Settings) -> Iterator[Finding]:
    folder = settings.data.resolve()
    place = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if not os.access(place, os.W_OK):
        yield Finding(
            Level.MISSING,
            say("Samspill får ikke skrevet i datamappen %(folder)s.", folder=str(folder)),
            say("Gi tjenesten skrivetilgang, eller sett SAMSPILL_DATA til en annen mappe."),
        )
        return
    free = shutil.disk_usage(place).free
    if free < FREE_BYTES_MIN:
        yield Finding(
            Level.UNSAFE,
            say("Det er bare %(free)s MB ledig plass for datamappen.", free=free // 1024**2),
            say("Rydd plass: en full disk stopper alle endringer."),
        )
    else:
        yield good(say("Datamappen %(folder)s kan skrives til.", folder=str(folder)))
    yield from _key_file(folder / "secret-key")
    yield from _key_file(folder / AUDIT_KEY)
    yield from _database_file(folder / "governance.sqlite3")


def _issuers(settings: Settings) -> Iterator[Finding]:
    if settings.issuers is None:
        return
    try:
        count = len(trusted_issuers(settings))
    except Refused as refused:
        yield _refused(refused)
        return
    yield good(say("Antall utstedere som tilgangstoken blir tatt imot fra: %(count)s.", count=count))


def _watchers(settings: Settings) -> Iterator[Finding]:
    try:
        count = len(audit_peers(settings))
    except Refused as refused:
        yield _refused(refused)
        return
    if count:
        yield good(say("Antall parter vi passer på tilgangsloggen til: %(count)s.", count=count))
    elif not settings.demo:
        yield Finding(
            Level.UNSAFE,
            say("Ingen andre parter er satt opp til å passe på tilgangsloggen sammen med oss."),
            say("Den som har både databasen og nøkkelen, kan skrive loggen om. Skriv partene i SAMSPILL_AUDIT_PEERS."),
        )


def _key_file(path: Path) -> Iterator[Finding]:
    if path.exists() and path.stat().st_mode & 0o077:
        yield Finding(
            Level.UNSAFE,
            say("Andre brukere på maskinen kan lese nøkkelen i %(file)s.", file=str(path)),
            say("Kjør chmod 600 på filen."),
        )


def _database_file(path: Path) -> Iterator[Finding]:
    # It holds the sessions: who can read it, can be anyone. SQLite's files are as open as the folder lets them be.
    if path.exists() and path.stat().st_mode & 0o077 and path.parent.stat().st_mode & 0o011:
        yield Finding(
            Level.UNSAFE,
            say("Andre brukere på maskinen kan lese databasen i %(folder)s.", folder=str(path.parent)),
            say("Kjør chmod 700 på mappen."),
        )


def _stores(settings: Settings) -> Iterator[Finding]:
    from django.db import DatabaseError, connection  # noqa: PLC0415  (needs prepare)
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    if not settings.database_url:
        yield _sqlite()
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, OSError):
        yield Finding(
            Level.MISSING,
            say("Databasen for planer og avtaler svarer ikke."),
            say("Sjekk at den kjører, og at SAMSPILL_DATABASE_URL er riktig."),
        )
        return
    if waiting:
        yield Finding(
            Level.MISSING,
            say("Databasen mangler %(count)s oppdateringer.", count=len(waiting)),
            say("Kjør samspill init."),
        )
    else:
        yield good(say("Databasen svarer og er oppdatert."))


def _record(settings: Settings) -> Iterator[Finding]:
    """Open the record store as the server would; one that is not there yet is made by init or the first start."""
    if not settings.record_url:
        path = settings.data / FILE
        yield from _database_file(path)
        if not path.exists():
            yield Finding(Level.MISSING, say("Journalen er ikke laget ennå."), say("Kjør samspill init."))
            return
    from samspill.fhir.store.api import open_store  # noqa: PLC0415  (the engine's tables take a moment to read)
    from samspill.fhir.store.contracts import StoreFailure  # noqa: PLC0415

    try:
        store = open_store(record_location(settings), clock=now_us)
    except Refused as refused:
        yield _refused(refused)
        return
    try:
        with store.snapshot() as snapshot:
            changes = snapshot.select("SELECT max(sequence) FROM resource")[0][0] or 0
        yield good(say("Journalen svarer, og har tatt imot %(count)s endringer.", count=changes))
    except StoreFailure as error:
        yield Finding(
            Level.MISSING,
            say("Journalen svarer ikke: %(error)s.", error=str(error).rstrip(".")),
            say("Sjekk disken eller databasen, og SAMSPILL_RECORD_URL."),
        )
    finally:
        store.close()


def _sqlite() -> Finding:
    version = sqlite_version()
    shown = ".".join(map(str, version))
    if version < SAFE_VERSION:
        return Finding(
            Level.MISSING,
            say("SQLite %(version)s har en feil som kan ødelegge databasen.", version=shown),
            say("Installer pysqlite3 0.6.1 eller nyere."),
        )
    return good(say("SQLite %(version)s er trygg å bruke.", version=shown))


def _static_files() -> Iterator[Finding]:
    from django.conf import settings  # noqa: PLC0415  (needs prepare)

    if (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield good(say("De statiske filene er samlet."))
    else:
        yield Finding(Level.MISSING, say("De statiske filene er ikke samlet."), say("Kjør samspill init."))


def _community(settings: Settings) -> Finding:
    try:
        community = load_community(settings.community or OSLO)
    except Refused as refused:
        return _refused(refused)
    return good(
        say(
            "%(community)s har %(count)s virksomheter, sist kontrollert %(dated)s.",
            community=community.name,
            count=len(community.organisations.all()),
            dated=community.dated.strftime("%d.%m.%Y"),
        )
    )
