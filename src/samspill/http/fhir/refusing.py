"""What HTTP itself refuses, before the engine is asked: always an OperationOutcome."""

import msgspec

from samspill.fhir.contracts import Answer


class HttpRefusal(Exception):
    """A request that does not reach the engine.

    Attributes:
        status: HTTP status.
        code: a code of http://hl7.org/fhir/issue-type.
        diagnostics: what happened and what to do, in English, without values from the request.
        headers: further headers of the answer.
    """

    def __init__(self, status: int, code: str, diagnostics: str, *headers: tuple[str, str]) -> None:
        super().__init__(status, code, diagnostics)
        self.status = status
        self.code = code
        self.diagnostics = diagnostics
        self.headers = headers

    def answer(self) -> Answer:
        """Return it as an answer."""
        body = outcome_bytes(self.code, self.diagnostics, is_fatal=self.status >= 500)
        return Answer(status=self.status, body=body, headers=self.headers)


def outcome_bytes(code: str, diagnostics: str, *, is_fatal: bool = False) -> bytes:
    """Return an OperationOutcome with one issue (https://hl7.org/fhir/R4/operationoutcome.html)."""
    issue = {"severity": "fatal" if is_fatal else "error", "code": code, "diagnostics": diagnostics}
    return msgspec.json.encode({"resourceType": "OperationOutcome", "issue": [issue]})
