"""The signed-in person in the session: who, and when last seen. Nothing else about the person is kept there."""

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from samspill.kernel.people import Person
from samspill.web.community import community, local_day

IDLE_MAX = timedelta(minutes=30)
SEEN_STEP = timedelta(minutes=1)
"""How old the mark of being seen may grow before it is written again: a page costs no write most of the time."""
_PERSON = "person"
_SEEN = "seen"


def sign_in(request: HttpRequest, person: Person, *, at: datetime) -> None:
    """Begin a session for a person, under a new key and a new form token so that nobody can have planted them."""
    request.session.flush()
    rotate_token(request)
    request.session[_PERSON] = person.id
    request.session[_SEEN] = at.timestamp()


def sign_out(request: HttpRequest) -> None:
    """End the session; nothing of it is left."""
    request.session.flush()


def is_idle(request: HttpRequest, *, at: datetime) -> bool:
    """Tell whether somebody is signed in who has not been seen for too long."""
    if _PERSON not in request.session:
        return False
    return at.timestamp() - float(request.session.get(_SEEN, 0)) > IDLE_MAX.total_seconds()


def signed_in(request: HttpRequest, *, at: datetime) -> Person | None:
    """Return the person of the session, and mark that they were seen.

    A role that has left the community's file, or is not valid today, is signed in no longer.
    """
    if (person_id := request.session.get(_PERSON)) is None:
        return None
    person = community().person(person_id)
    if person is None or local_day(at) not in person.valid:
        sign_out(request)
        return None
    if at.timestamp() - float(request.session.get(_SEEN, 0)) > SEEN_STEP.total_seconds():
        request.session[_SEEN] = at.timestamp()
    return person
