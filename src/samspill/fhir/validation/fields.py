"""What stands behind one JSON key: a scalar or an array, of a primitive or of objects; each compiled to a function."""

from collections.abc import Callable
from typing import Any

from samspill.fhir.validation.primitives import Check
from samspill.fhir.validation.running import Run, Where

Holder = dict[str, Any]
Field = Callable[[Any, Holder, Where, Run], None]
"""Checks the value behind a key: value, the object that holds it, that object's place, the run."""

ObjectCheck = Callable[[Any, Where, Run], None]
"""Checks an object: value, its place, the run."""

_NO_ARRAY = "must be an array, also when there is one only."
_EMPTY_ARRAY = "is an empty array; leave it out instead."


def one_primitive(name: str, check: Check) -> Field:
    """Return the field of a primitive that occurs once."""

    def field(value: Any, _holder: Holder, where: Where, run: Run) -> None:
        message = check(value)
        if message is not None:
            run.fail((where, name, -1), _code(value), message)

    return field


def many_primitives(name: str, check: Check, most: int | None) -> Field:
    """Return the field of a primitive that may repeat; null holds the place of one that has only an extension."""
    beside = f"_{name}"

    def field(values: Any, holder: Holder, where: Where, run: Run) -> None:
        if not _is_array(values, name, most, where, run):
            return
        for number, value in enumerate(values):
            message = check(value)
            if message is not None and not (value is None and _has_object(holder.get(beside), number)):
                run.fail((where, name, number), _code(value), message)

    return field


def one_object(name: str, check: ObjectCheck) -> Field:
    """Return the field of an object that occurs once."""

    def field(value: Any, _holder: Holder, where: Where, run: Run) -> None:
        check(value, (where, name, -1), run)

    return field


def many_objects(name: str, check: ObjectCheck, most: int | None) -> Field:
    """Return the field of an object that may repeat."""

    def field(values: Any, _holder: Holder, where: Where, run: Run) -> None:
        if not _is_array(values, name, most, where, run):
            return
        for number, value in enumerate(values):
            check(value, (where, name, number), run)

    return field


def beside_one(name: str, check: ObjectCheck) -> Field:
    """Return the field ``_name`` of a primitive that occurs once: its id and extensions."""

    def field(value: Any, _holder: Holder, where: Where, run: Run) -> None:
        check(value, (where, name, -1), run)

    return field


def beside_many(name: str, check: ObjectCheck) -> Field:
    """Return the field ``_name`` of a primitive that may repeat: as long as ``name``, null where there is nothing."""

    def field(values: Any, holder: Holder, where: Where, run: Run) -> None:
        if not _is_array(values, f"_{name}", None, where, run):
            return
        plain = holder.get(name)
        if isinstance(plain, list) and len(plain) != len(values):
            run.fail((where, name, -1), "structure", f"{name} and _{name} must be equally long.")
        for number, value in enumerate(values):
            if value is not None:
                check(value, (where, name, number), run)
            elif not (isinstance(plain, list) and number < len(plain) and plain[number] is not None):
                run.fail((where, name, number), "structure", f"has neither a value nor an extension in _{name}.")

    return field


def chosen(inner: Field, name: str, keys: frozenset[str]) -> Field:
    """Return the field of one type of a choice: the same, and that no other type stands beside it.

    Args:
        inner: the field of the type.
        name: the choice's name, ``value``.
        keys: the JSON names of all its types.
    """

    def field(value: Any, holder: Holder, where: Where, run: Run) -> None:
        inner(value, holder, where, run)
        present = [key for key in holder if key.removeprefix("_") in keys]
        if len({key.removeprefix("_") for key in present}) > 1 and holder[present[0]] is value:
            run.fail((where, name, -1), "structure", f"has {' and '.join(present)}; only one type may be chosen.")

    return field


def strictly(inner: Field, name: str, check: Check) -> Field:
    """Return the field of a primitive with one more check at the level of profiles."""

    def field(values: Any, holder: Holder, where: Where, run: Run) -> None:
        inner(values, holder, where, run)
        if run.strict:
            for number, value in enumerate(values if isinstance(values, list) else [values]):
                message = check(value)
                if message:
                    run.fail((where, name, number if isinstance(values, list) else -1), "value", message)

    return field


def _is_array(values: Any, name: str, most: int | None, where: Where, run: Run) -> bool:
    if type(values) is not list:
        run.fail((where, name, -1), "structure", _NO_ARRAY)
        return False
    if not values:
        run.fail((where, name, -1), "structure", _EMPTY_ARRAY)
    if most is not None and len(values) > most:
        run.fail((where, name, -1), "structure", f"occurs {len(values)} times; at most {most} are allowed.")
    return True


def _has_object(values: Any, number: int) -> bool:
    return isinstance(values, list) and number < len(values) and isinstance(values[number], dict)


def _code(value: Any) -> str:
    return "structure" if value is None or isinstance(value, (dict, list)) else "value"
