"""One server for a module's attacks: each brings its own resources."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.factories.fhir_server import Heard
from tests.factories.fhir_whole import JSON, Whole, whole


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep each module of this folder on one worker, so that it needs one server."""
    for item in items:
        if item.path.parent.name == "fhir_attacks":
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    with whole(tmp_path_factory.mktemp("attacked")) as served:
        yield served


Ask = Callable[..., Heard]


@pytest.fixture(scope="module")
def ask(server: Whole) -> Ask:
    """Ask as a caller with some scopes; a body that is no bytes is sent as JSON."""

    def asking(method: str, path: str, body: Any = None, *, scope: str = "system/*.cruds", **headers: str) -> Heard:
        if body is not None and not isinstance(body, bytes):
            body, headers = json.dumps(body).encode(), {"content_type": JSON, **headers}
        named = {"authorization": f"Bearer {server.client.token(scope)}", **headers}
        return server.client.ask(method, f"/fhir/{path}".rstrip("/"), body, **named)

    return asking


@pytest.fixture(scope="module")
def add(ask: Ask) -> Callable[[dict[str, Any]], str]:
    """Store a resource with every scope, and return its id."""

    def adding(resource: dict[str, Any]) -> str:
        heard = ask("POST", resource["resourceType"], resource)
        assert heard.status == 201, heard.body
        return str(json.loads(heard.body)["id"])

    return adding
