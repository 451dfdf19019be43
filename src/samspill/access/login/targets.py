"""Addresses: whether a proof's ``htu`` names the one that was called, and which of other servers' may be asked.

RFC 9449, section 4.3; RFC 3986, section 6.2.
"""

import re
from urllib.parse import urlsplit

_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9.\-_]+|\[[0-9a-f:.]+\])(?::(?P<port>[1-9][0-9]{0,4})?)?(?P<path>/[!-~]*)?",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_USUAL = {"http": "80", "https": "443"}
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def is_same_target(htu: str, url: str) -> bool:
    """Answer whether two addresses are one.

    The case of scheme and host, the usual port and escapes of letters that need none make no difference; everything
    else does. A query or a fragment belongs in no ``htu`` (section 4.2), nor do dot segments or a user's name.
    """
    if "?" in htu or "#" in htu:
        return False
    normal = _normal(htu)
    return normal is not None and normal == _normal(url)


def _normal(address: str) -> tuple[str, str, str, str] | None:
    found = _ADDRESS.fullmatch(address)
    if found is None:
        return None
    scheme, path = found["scheme"].lower(), found["path"] or "/"
    if path.count("%") != len(_ESCAPE.findall(path)):
        return None
    path = _ESCAPE.sub(_unescaped, path)
    if {".", ".."} & set(path.split("/")):
        return None
    return scheme, found["host"].lower(), found["port"] or _USUAL[scheme], path


def _unescaped(escape: re.Match[str]) -> str:
    letter = chr(int(escape[1], 16))
    return letter if letter in _UNRESERVED else escape[0].upper()


def is_asked(url: str) -> bool:
    """Answer whether an address may be asked: by TLS, or on this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK))
