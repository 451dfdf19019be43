"""Paging neither repeats nor loses what was there all along, while others write."""

import pytest
from tests.integration.fhir_search.conftest import parsed, write

from samspill.fhir.search import api as search
from samspill.fhir.store.contracts import Store


def patient(id_: str, born: str | None) -> dict:
    return {"resourceType": "Patient", "id": id_, **({"birthDate": born} if born else {})}


BORN = {"a": "1961", "b": "1962", "c": "1980", "d": "1999", "e": None, "f": None, "g": "1962"}
RESOURCES = [patient(id_, born) for id_, born in BORN.items()]


@pytest.mark.parametrize(
    "query", ["Patient?_count=2", "Patient?_count=2&_sort=-birthdate", "Patient?_count=2&gender:not=x"]
)
def test_what_was_there_all_along_is_seen_once_while_others_write(sizes: None, store: Store, query: str) -> None:
    asked, seen, number = parsed(query), [], 0
    while True:
        with store.snapshot() as snapshot:
            page = search.run(snapshot, asked)
        seen += [match.id for match in page.matches]
        number += 1
        write(store, [patient(f"new-{len(query)}-{number}", f"19{60 + number}")])
        if page.next is None or number > 40:
            break
        asked = asked.at(page.next)
    assert len(seen) == len(set(seen))
    assert {"a", "b", "c", "d", "e", "f", "g"} <= set(seen)
