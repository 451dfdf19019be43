"""What the tests of the endpoint say to it and read from it."""

import json

LIMIT = 100_000
"""Bytes of a body that the endpoint of these tests takes at most."""

FNR = "29819012" + "057"  # made for these tests, with the month of a synthetic number (01 + 80)


def issue_of(body: bytes) -> tuple[str, str]:
    """Return severity and code of an outcome's first issue."""
    outcome = json.loads(body)
    assert outcome["resourceType"] == "OperationOutcome"
    return outcome["issue"][0]["severity"], outcome["issue"][0]["code"]
