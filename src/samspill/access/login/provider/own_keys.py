"""The provider's keys for who runs in the same process: a server that asked itself over HTTP would wait for itself."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from samspill.access.login.contracts import Http, Reply, Unreachable
from samspill.access.login.provider.metadata import PATHS


class OwnKeys:
    """Hands out the provider's keys to who runs in the same process, and asks others over the network."""

    def __init__(self, issuer: str, jwks: Callable[[], dict[str, Any]], others: Http | None = None) -> None:
        self._address = issuer + PATHS["jwks"]
        self._jwks = jwks
        self._others = others

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        """Fetch.

        Raises:
            Unreachable: no answer.
        """
        if url == self._address:
            return Reply(200, {}, json.dumps(self._jwks()).encode())
        if self._others is None:
            raise Unreachable
        return self._others.get(url, headers)

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Reply:
        """Send a form.

        Raises:
            Unreachable: no answer.
        """
        if self._others is None:
            raise Unreachable
        return self._others.post(url, form, headers)
