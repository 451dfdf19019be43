"""Fetches what other parties' servers hand out of their logs, by urllib3: no redirects, little memory, little time."""

import urllib3

from samspill.fhir.auditing.witnessing import Unreachable

SECONDS_MAX = 10.0
BYTES_MAX = 256 * 1024


class Web:
    """Fetches addresses, keeping connections open between them."""

    def __init__(self) -> None:
        self._pool = urllib3.PoolManager(num_pools=20, maxsize=2, retries=False)

    def __call__(self, address: str) -> bytes | None:
        """Fetch an address.

        Returns:
            its content; ``None`` when there is nothing there (404).

        Raises:
            Unreachable: there is no answer, or not such a one.
        """
        try:
            answer = self._pool.request("GET", address, timeout=SECONDS_MAX, redirect=False, preload_content=False)
            content = answer.read(BYTES_MAX + 1)
        except (urllib3.exceptions.HTTPError, ValueError, UnicodeError) as error:
            raise Unreachable(f"It could not be reached ({type(error).__name__}).") from error
        answer.release_conn() if len(content) <= BYTES_MAX else answer.close()
        if answer.status == 404:
            return None
        if answer.status != 200 or len(content) > BYTES_MAX:
            raise Unreachable(f"It answered {answer.status}." if answer.status != 200 else "It answered too much.")
        return content
