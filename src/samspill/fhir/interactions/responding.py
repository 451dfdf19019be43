"""The response to a batch or transaction, joined from bytes in the order of the request."""

from collections.abc import Iterable
from http import HTTPStatus

from samspill.fhir.contracts import Answer
from samspill.fhir.interactions.answering import instant

_PHRASES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


def bundle(kind: str, answers: Iterable[Answer], base: str) -> bytes:
    """Return a Bundle of type ``batch-response`` or ``transaction-response``."""
    entries = b",".join([_entry(answer, base) for answer in answers])
    head = b'{"resourceType":"Bundle","type":"%b"' % kind.encode()
    return b'%b,"entry":[%b]}' % (head, entries) if entries else head + b"}"


def _entry(answer: Answer, base: str) -> bytes:
    body = answer.body if isinstance(answer.body, bytes) else b"".join(answer.body)
    response = _response(answer)
    if not body:
        return b'{"response":{%b}}' % response
    if answer.status >= 400 or body.startswith(b'{"resourceType":"OperationOutcome"'):
        return b'{"response":{%b,"outcome":%b}}' % (response, body)
    full_url = f'"fullUrl":"{base}/{answer.resource_type}/{answer.id}",'.encode() if answer.version else b""
    return b'{%b"resource":%b,"response":{%b}}' % (full_url, body, response)


def _response(answer: Answer) -> bytes:
    text = f'"status":"{_PHRASES[answer.status]}"'
    if answer.location:
        text += f',"location":"{answer.location}"'
    if answer.version:
        text += f',"etag":"W/\\"{answer.version}\\""'
    if answer.last_modified:
        text += f',"lastModified":"{instant(answer.last_modified)}"'
    return text.encode()
