"""Whether anyone can sign in."""

from types import SimpleNamespace

import pytest

from samspill.web.signing_in import check_can_start, way_in
from samspill.web.signing_in.role_picker import RolePicker
from samspill.web.signing_in.ways import NoWayIn

DEMO = SimpleNamespace(demo=True)
FOR_REAL = SimpleNamespace(demo=False)


def test_application_nobody_can_sign_in_to_does_not_start() -> None:
    with pytest.raises(NoWayIn) as refused:
        check_can_start(FOR_REAL)
    assert str(refused.value).startswith("Samspill starter ikke, for ingen kan logge inn.")


def test_there_is_no_way_in_outside_the_demo() -> None:
    assert way_in(FOR_REAL) is None


def test_demo_starts_with_the_role_picker() -> None:
    check_can_start(DEMO)
    assert isinstance(way_in(DEMO), RolePicker)
