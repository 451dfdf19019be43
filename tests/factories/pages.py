"""Pages as a browser without scripts has them: what stands in a form is what it sends."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from lxml import html


def document(response: Any) -> html.HtmlElement:
    """Return the page."""
    return html.fromstring(response.content.decode())


def form_values(response: Any) -> dict[str, Any]:
    """Return what the page's own form would send as it stands, without the token and the buttons."""
    form = next(form for form in document(response).xpath("//main//form") if form.get("method") == "post")
    found: dict[str, Any] = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value)
    found.pop("csrfmiddlewaretoken", None)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def send(client: Client, address: str, **changed: Any) -> Any:
    """Open a page, fill in some fields, and send its form."""
    values = form_values(client.get(address)) | changed
    return client.post(address, {name: value for name, value in values.items() if value is not None})


def said(response: Any) -> str:
    """Return the words of the page's main part."""
    return " ".join(" ".join(document(response).xpath("//main")[0].text_content().split()).split())


def errors(response: HttpResponse) -> dict[str, str]:
    """Return the error summary: the text by the id that it leads to."""
    links = document(response).xpath("//*[contains(@class, 'ds-error-summary')]//a")
    return {link.get("href", "").removeprefix("#"): " ".join(link.text_content().split()) for link in links}
