"""The seam that national login will fill: what every way of signing in offers."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from django.http import HttpResponse
from django.urls import URLPattern

SIGN_IN_ADDRESS = "/logg-inn/"
"""Where a reader who is not signed in is sent, with ``next``: the same whatever the way in is."""

View = TypeVar("View", bound=Callable[..., HttpResponse])


class SignIn(Protocol):
    """A way of signing in."""

    def addresses(self) -> list[URLPattern]:
        """Return the pages it needs; one of them answers at ``SIGN_IN_ADDRESS``.

        When it knows who the reader is, it calls ``sessions.sign_in`` in answer to a POST.
        """
        ...


def open_to_all(view: View) -> View:
    """Mark a view as one that needs no signed-in person."""
    setattr(view, "open_to_all", True)  # noqa: B010  (a function has no such field)
    return view


def is_open_to_all(view: Callable[..., object]) -> bool:
    """Tell whether the view is marked so."""
    return bool(getattr(view, "open_to_all", False))
