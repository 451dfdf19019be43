"""HTTP to other servers, by urllib3: short waits, bounded answers, no redirects, TLS to all but this machine."""

from collections.abc import Mapping
from urllib.parse import urlencode

import urllib3

from samspill.access.login.contracts import Reply, Unreachable
from samspill.access.login.targets import is_asked

BODY_BYTES_MAX = 1024 * 1024
CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
_FORM = "application/x-www-form-urlencoded"


class Web:
    """Asks over the network; made once, and shared by threads."""

    def __init__(self) -> None:
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS), retries=False, maxsize=4
        )

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        """Fetch.

        Raises:
            Unreachable: no answer, one that is too long, or an address that is not asked.
        """
        return self._ask("GET", url, None, {"Accept": "application/json", **(headers or {})})

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Reply:
        """Send a form.

        Raises:
            Unreachable: no answer, one that is too long, or an address that is not asked.
        """
        sent = {"Accept": "application/json", "Content-Type": _FORM, **(headers or {})}
        return self._ask("POST", url, urlencode(form).encode(), sent)

    def _ask(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        if not is_asked(url):
            raise Unreachable
        try:
            answer = self._pool.request(
                method, url, body=body, headers=headers, redirect=False, preload_content=False, decode_content=True
            )
            try:
                content = answer.read(BODY_BYTES_MAX + 1)
            finally:
                answer.release_conn()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise Unreachable from error
        if len(content) > BODY_BYTES_MAX:
            raise Unreachable
        return Reply(answer.status, {name.lower(): value for name, value in answer.headers.items()}, content)
