"""The demo's sign-in page: one form, a choice among invented persons; works without styles and scripts.

It stands in for HelseID's and is in bokmål only; Samspill's own pages are ``web``'s.
"""

from html import escape

from samspill.access.login.provider.contracts import Asking

STYLE = (
    "body{font:1.125rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;"
    "color:#1a2b2e;background:#fff}"
    "fieldset{border:1px solid #5a6b6e;padding:1rem}label{display:block;padding:.5rem 0}"
    "button{font:inherit;padding:.6rem 1.2rem;margin:1rem 1rem 0 0}"
)


def sign_in_page(asking: Asking, action: str) -> str:
    """Return the page.

    Args:
        asking: who asks, and whom one can be.
        action: where the form is sent.
    """
    people = "".join(
        f'<label><input type="radio" name="person" value="{escape(person.id)}"{" required" if not number else ""}> '
        f"{escape(person.name)}: {escape(person.role)}</label>"
        for number, person in enumerate(asking.people)
    )
    return _whole(
        "Logg inn i demoen",
        f"<p>{escape(asking.client_name)} ber deg om å logge inn. Personene er oppdiktet.</p>"
        f'<form method="post" action="{escape(action)}">'
        f'<input type="hidden" name="request_uri" value="{escape(asking.request_uri)}">'
        f"<fieldset><legend>Hvem er du?</legend>{people}</fieldset>"
        '<button type="submit">Logg inn</button>'
        '<button type="submit" name="cancel" value="1" formnovalidate>Avbryt</button></form>',
    )


def message_page(title: str, text: str) -> str:
    """Return a page with one message."""
    return _whole(title, f"<p>{escape(text)}</p>")


def _whole(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="nb"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} – Samspill demo</title><style>{STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
