"""Addresses: the bytes of a request line -> decoded path and pairs, and the base that links begin with."""

import re
from urllib.parse import parse_qsl

from samspill.http.fhir.refusing import HttpRefusal

PREFIX = "/fhir"
"""Where the FHIR base stands on the server."""

PATH_BYTES_MAX = 1024
QUERY_BYTES_MAX = 16 * 1024
PAIRS_MAX = 256
HOSTS_REMEMBERED_MAX = 256

_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f/\\]")
_HOST = re.compile(r"(?:[a-z0-9.\-_]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def segments(raw_path: bytes) -> tuple[str, ...]:
    """Return the decoded segments below the FHIR base.

    A slash that was sent encoded stays inside its segment and is refused there, so that no other reader of the same
    address (a proxy, a log) can understand another path than we do.

    Raises:
        HttpRefusal: 400 for an escape, a letter or a dot segment that no FHIR address has; 414 when it is too long.
    """
    if len(raw_path) > PATH_BYTES_MAX:
        raise HttpRefusal(414, "too-long", f"The path is longer than {PATH_BYTES_MAX} bytes.")
    below = raw_path[len(PREFIX) + 1 :].removesuffix(b"/")
    if not below:
        return ()
    found = tuple(map(_segment, below.split(b"/"))) if b"%" in below else tuple(_text(below).split("/"))
    if "" in found or "." in found or ".." in found:
        raise HttpRefusal(400, "value", "The path has an empty or a dot segment.")
    return found


def _segment(raw: bytes) -> str:
    decoded = _ESCAPE.sub(lambda escape: bytes((int(escape[1], 16),)), raw)
    if raw.count(b"%") != len(_ESCAPE.findall(raw)):
        raise HttpRefusal(400, "value", "The path has a percent sign that is not followed by two hexadecimal digits.")
    return _text(decoded, forbidden=_FORBIDDEN)


def _text(raw: bytes, forbidden: re.Pattern[str] = _CONTROL) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise HttpRefusal(400, "value", "The address is not UTF-8.") from error
    if forbidden.search(text):
        raise HttpRefusal(400, "value", "The address holds an encoded slash or a control character.")
    return text


def pairs(raw: bytes, *, bytes_max: int = QUERY_BYTES_MAX) -> tuple[tuple[str, str], ...]:
    """Return the decoded pairs of a query string or a form, in their order, blank values included.

    Raises:
        HttpRefusal: 400 for what is not UTF-8 or holds control characters, 414 when there is too much of it.
    """
    if not raw:
        return ()
    if len(raw) > bytes_max:
        raise HttpRefusal(414, "too-long", f"The query is longer than {bytes_max} bytes; send it by POST to _search.")
    try:
        found = parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=PAIRS_MAX)
    except UnicodeError as error:
        raise HttpRefusal(400, "value", "The query is not UTF-8 in percent encoding.") from error
    except ValueError as error:
        raise HttpRefusal(400, "too-costly", f"The query has more than {PAIRS_MAX} parameters.") from error
    if any(_CONTROL.search(value) for pair in found for value in pair):
        raise HttpRefusal(400, "value", "The query holds a control character.")
    return tuple(found)


class Bases:
    """The FHIR base as the caller reached it; other host names than ours are refused (DNS rebinding)."""

    def __init__(self, hosts: tuple[str, ...], *, is_https: bool) -> None:
        self._hosts = frozenset(host.lower() for host in hosts)
        self._scheme = "https" if is_https else "http"
        self._remembered: dict[bytes, str] = {}

    def of(self, host: bytes) -> str:
        """Return the base's absolute address, without a slash at the end.

        Args:
            host: the Host header.

        Raises:
            HttpRefusal: 400 for a host name that this server does not answer to.
        """
        known = self._remembered.get(host)
        if known is not None:
            return known
        text = host.decode("latin-1").lower()
        if "*" not in self._hosts and _name(text) not in self._hosts:
            raise HttpRefusal(400, "security", "The Host header names no host that this server answers to.")
        if not _HOST.fullmatch(text):
            raise HttpRefusal(400, "value", "The Host header cannot be read.")
        if len(self._remembered) >= HOSTS_REMEMBERED_MAX:
            self._remembered.clear()
        return self._remembered.setdefault(host, f"{self._scheme}://{text}{PREFIX}")


def _name(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]
