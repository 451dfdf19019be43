"""One request to a listener's own address, by urllib3: no redirects, no second try, the answer's body left unread."""

import urllib3

from samspill.fhir.subscriptions.delivering import Sent


class Hooks:
    """Posts to listeners, keeping connections open between notifications."""

    def __init__(self) -> None:
        self._pool = urllib3.PoolManager(num_pools=20, maxsize=2, retries=False)

    def __call__(self, method: str, address: str, *, headers: dict[str, str], body: bytes, timeout_s: float) -> Sent:
        """Send one request.

        Returns:
            what came of it; never an exception, since a listener's failure is not ours.
        """
        try:
            answer = self._pool.request(
                method, address, body=body, headers=headers, timeout=timeout_s, redirect=False, preload_content=False
            )
        except (urllib3.exceptions.HTTPError, ValueError, UnicodeError) as error:
            return Sent(ok=False, told=f"The listener could not be reached ({type(error).__name__}).")
        answer.drain_conn() if int(answer.headers.get("Content-Length", 1 << 30)) < 65_536 else answer.close()
        if 200 <= answer.status < 300:
            return Sent(ok=True)
        return Sent(ok=False, told=f"The listener answered {answer.status}.")
