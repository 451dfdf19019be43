"""The file of trusted issuers (docs/reference/issuers-file.md): dated, so that it can be held against its sources."""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from samspill.access.login.contracts import Issuer, IssuerKind, NonceUse
from samspill.access.login.targets import is_asked
from samspill.kernel.refusals import Refused
from samspill.kernel.texts import say

_NATIONAL = frozenset({"PS256", "PS384", "PS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512"})
ALGORITHMS = {
    IssuerKind.HELSEID: _NATIONAL,
    IssuerKind.IDPORTEN: frozenset({"RS256", "PS256", "ES256"}),
    IssuerKind.SMART: frozenset({"RS384", "ES384"}),
    IssuerKind.SAMSPILL: frozenset({"ES256", "EdDSA"}),
}
"""What an issuer of each kind may sign by at most; the file can name fewer."""

_FIELDS = frozenset({"issuer", "kind", "algorithms", "discovery", "jwks", "audience", "scopes", "nonce", "from", "to"})


class IssuersRefused(Refused):
    """The file of trusted issuers cannot be used."""


def load_issuers(path: Path) -> tuple[Issuer, ...]:
    """Read the file of trusted issuers.

    Raises:
        IssuersRefused: it is missing, is not TOML, or an issuer in it lacks something or contradicts itself.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return _issuers(content, path.parent)
    except OSError as error:
        raise IssuersRefused(
            say("Vi finner ikke filen med utstedere vi stoler på: %(file)s.", file=str(path)),
            remedy=say("Rett opp SAMSPILL_ISSUERS, eller la den stå tom."),
        ) from error
    except (ValueError, TypeError, AttributeError) as error:
        raise IssuersRefused(
            say("Filen med utstedere vi stoler på kan ikke brukes: %(file)s.", file=str(path)),
            why=say("Feilen er: %(error)s.", error=str(error)),
            remedy=say("Rett filen slik docs/reference/issuers-file.md viser."),
        ) from error


def _issuers(content: Mapping[str, Any], folder: Path) -> tuple[Issuer, ...]:
    if unknown := set(content) - {"dated", "issuer"}:
        raise ValueError(f"{min(unknown)!r} is not a field of the file")
    if type(content.get("dated")) is not date:
        raise ValueError("'dated' must be the day when the file was last held against its sources")
    issuers = tuple(_issuer(entry, folder) for entry in content.get("issuer", []))
    names = [issuer.issuer for issuer in issuers]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"{min(twice)!r} stands twice")
    return issuers


def _issuer(entry: Mapping[str, Any], folder: Path) -> Issuer:
    if unknown := set(entry) - _FIELDS:
        raise ValueError(f"{min(unknown)!r} is not a field of an issuer")
    name = _text(entry, "issuer")
    if not is_asked(name):
        raise ValueError(f"the issuer {name!r} must be an https address, or http on this machine")
    kind = IssuerKind(_text(entry, "kind"))
    first, last = entry.get("from", date.min), entry.get("to")
    if type(first) is not date or (last is not None and type(last) is not date):
        raise ValueError(f"{name}: 'from' and 'to' are days")
    discovery, jwks = _places(entry, name, folder)
    return Issuer(
        issuer=name,
        kind=kind,
        algorithms=_algorithms(entry, kind, name),
        discovery=discovery,
        jwks=jwks,
        audience=_text(entry, "audience", default=""),
        scopes=_scopes(entry, name),
        nonce=NonceUse(_text(entry, "nonce", default=NonceUse.WHEN_LATE.value)),
        valid_from=first,
        valid_to=last,
    )


def _text(entry: Mapping[str, Any], name: str, *, default: str | None = None) -> str:
    value = entry.get(name, default)
    if not isinstance(value, str):
        raise TypeError(f"an issuer needs {name!r}, and it is a text")
    return value


def _places(entry: Mapping[str, Any], name: str, folder: Path) -> tuple[str, str]:
    discovery, jwks = _text(entry, "discovery", default=""), _text(entry, "jwks", default="")
    if bool(discovery) == bool(jwks):
        raise ValueError(f"{name}: needs either 'discovery' or 'jwks'")
    for address in (discovery, jwks):
        if "://" in address and not is_asked(address):
            raise ValueError(f"{name}: {address!r} must be an https address, or http on this machine")
    if discovery and "://" not in discovery:
        raise ValueError(f"{name}: 'discovery' must be an address")
    return discovery, jwks if "://" in jwks or not jwks else str(folder / jwks)


def _algorithms(entry: Mapping[str, Any], kind: IssuerKind, name: str) -> frozenset[str]:
    named = entry.get("algorithms", sorted(ALGORITHMS[kind]))
    if not isinstance(named, list) or not named or set(named) - ALGORITHMS[kind]:
        raise ValueError(f"{name}: 'algorithms' must be some of {', '.join(sorted(ALGORITHMS[kind]))}")
    return frozenset(named)


def _scopes(entry: Mapping[str, Any], name: str) -> dict[str, str]:
    scopes = entry.get("scopes", {})
    if not isinstance(scopes, dict) or not all(isinstance(meant, str) for meant in scopes.values()):
        raise ValueError(f"{name}: 'scopes' pairs the issuer's words with SMART scopes")
    return scopes
