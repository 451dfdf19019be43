"""The provider's folder: its own keys, made once and readable by the owner only, and the clients registered with it."""

import json
import os
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from secrets import token_hex
from typing import Any

from joserfc.jwk import ECKey

from samspill.access.login.issuer_keys import read_keys
from samspill.access.login.jose.strict import Malformed, read_object
from samspill.access.login.provider.contracts import Client, DemoPerson
from samspill.kernel.organisation_numbers import parse_organisation_number
from samspill.kernel.refusals import Refused
from samspill.kernel.texts import say

KEY_FILE = "provider-key.json"
CLIENTS = "clients"
_GRANTS = frozenset({"authorization_code", "client_credentials", "refresh_token"})
_TENANCY = {"single": False, "multi": True}


class ClientRefused(Refused):
    """A client's registration cannot be used."""


def own_key(folder: Path) -> ECKey:
    """Return the key that the provider signs with (ES256), making and keeping one when there is none."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / KEY_FILE
    if not path.exists():
        made = ECKey.generate_key("P-256", {"kid": f"samspill-{token_hex(4)}"})
        _make_once(path, json.dumps(made.as_dict(private=True)))
    return ECKey.import_key(json.loads(path.read_text(encoding="ascii")))


def _make_once(path: Path, text: str) -> None:
    """Make a file whole or not at all, also when two processes start at the same time."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def registered_clients(folder: Path) -> dict[str, Client]:
    """Return the clients registered in a folder: one JSON file each, in ``clients``.

    Raises:
        ClientRefused: a file cannot be used.
    """
    files = sorted((folder / CLIENTS).glob("*.json"))
    clients = [_client(path) for path in files]
    return {client.id: client for client in clients}


def _client(path: Path) -> Client:
    try:
        return read_client(read_object(path.read_bytes()))
    except (OSError, Malformed, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ClientRefused(
            say("Klienten i %(file)s kan ikke brukes.", file=path.name),
            why=say("Feilen er: %(error)s.", error=str(error) or type(error).__name__),
            remedy=say("Rett filen slik docs/reference/login.md viser."),
        ) from error


def read_client(entry: Mapping[str, Any]) -> Client:
    """Read a client's registration, in the words of RFC 7591.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: it lacks something, or says what cannot be.
    """
    grants = frozenset(entry.get("grant_types", ["authorization_code"]))
    if grants - _GRANTS:
        raise ValueError(f"grant_types are some of {', '.join(sorted(_GRANTS))}")
    is_bound = entry.get("dpop_bound_access_tokens", True) is True
    if not is_bound and grants != {"client_credentials"}:
        raise ValueError("without dpop_bound_access_tokens the only grant type is client_credentials")
    keys = read_keys(json.dumps(entry["jwks"]).encode())
    if not keys:
        raise ValueError("jwks holds no public key with a kid that can be used")
    return Client(
        id=str(entry["client_id"]),
        name=str(entry.get("client_name", entry["client_id"])),
        keys=keys,
        redirect_uris=tuple(entry.get("redirect_uris", ())),
        post_logout_uris=tuple(entry.get("post_logout_redirect_uris", ())),
        scopes=frozenset(str(entry["scope"]).split()),
        grants=grants,
        parent=parse_organisation_number(entry["organisation"]),
        is_multi_tenant=_TENANCY[entry.get("tenancy", "single")],
        is_bound=is_bound,
    )


def demo_people() -> tuple[DemoPerson, ...]:
    """Return the invented persons that one can sign in as."""
    text = resources.files(__package__).joinpath("people.json").read_text(encoding="utf-8")
    return tuple(_people(json.loads(text)["people"]))


def _people(entries: list[dict[str, Any]]) -> Iterator[DemoPerson]:
    for entry in entries:
        yield DemoPerson(**entry)
