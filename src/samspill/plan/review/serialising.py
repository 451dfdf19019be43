"""Frozen values to JSON and back, without loss: what was understood and what was corrected lies so in the store.

The type tells the shape, so the JSON holds no class names except where a place may hold one of several dataclasses
(``"is"``). Fields that equal their default are left out: a reading is mostly defaults.
"""

import dataclasses
import types
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from samspill.kernel.texts import Text
from samspill.plan.importing.contracts import FoundPlan

FORM = 1
"""Counts up when old JSON can no longer be read as it stands."""

Value = TypeVar("Value")


class UnknownForm(ValueError):
    """The JSON was written by a Samspill whose form this one does not know."""


def plan_to_json(plan: FoundPlan) -> dict[str, Any]:
    """Return what was understood as JSON, with the form's number."""
    return {"form": FORM, "plan": to_json(plan, FoundPlan)}


def plan_from_json(content: Mapping[str, Any]) -> FoundPlan:
    """Return what was understood.

    Raises:
        UnknownForm: the form's number is another.
    """
    if content.get("form") != FORM:
        raise UnknownForm(f"the reading has form {content.get('form')}, this is form {FORM}")
    return from_json(content["plan"], FoundPlan)


def text_to_json(text: Text) -> dict[str, Any]:
    """Return a sentence as JSON, template and values apart, so that it can be shown in any language."""
    return {"template": text.template, "values": {name: _loose(value) for name, value in text.values.items()}}


def text_from_json(content: Mapping[str, Any]) -> Text:
    """Return a sentence."""
    return Text(content["template"], {name: _tight(value) for name, value in content["values"].items()})


def to_json(value: Any, kind: Any) -> Any:
    """Return a value of a type as JSON."""
    if value is None:
        return None
    if kind is Text:
        return text_to_json(value)
    if dataclasses.is_dataclass(kind):
        return _fields_to_json(value, kind)
    if get_args(kind):
        return _many_to_json(value, get_origin(kind), get_args(kind))
    return _plain(value)


def from_json(content: Any, kind: type[Value]) -> Value:
    """Return the value that ``to_json`` wrote."""
    return cast("Value", _read(content, kind))


def _read(content: Any, kind: Any) -> Any:
    if content is None:
        return None
    if kind is Text:
        return text_from_json(content)
    if dataclasses.is_dataclass(kind):
        return _fields_from_json(content, kind)
    if get_args(kind):
        return _many_from_json(content, get_origin(kind), get_args(kind))
    return _plain_from_json(content, kind)


def _many_to_json(value: Any, origin: Any, inner: tuple[Any, ...]) -> Any:
    if origin is tuple:
        return [to_json(item, of) for item, of in zip(value, _kinds(inner, len(value)), strict=True)]
    if origin is dict:
        return {str(key): to_json(item, inner[1]) for key, item in value.items()}
    return _choice_to_json(value, inner)


def _many_from_json(content: Any, origin: Any, inner: tuple[Any, ...]) -> Any:
    if origin is tuple:
        return tuple(_read(item, of) for item, of in zip(content, _kinds(inner, len(content)), strict=True))
    if origin is dict:
        return {inner[0](key): _read(item, inner[1]) for key, item in content.items()}
    return _choice_from_json(content, inner)


def _kinds(inner: tuple[Any, ...], length: int) -> list[Any]:
    return [inner[0]] * length if inner[-1] is Ellipsis else list(inner)


def _plain_from_json(content: Any, kind: Any) -> Any:
    if kind in {date, datetime}:
        return kind.fromisoformat(content)
    return kind(content) if isinstance(kind, type) and issubclass(kind, Enum) else content


def _fields_to_json(value: Any, kind: Any) -> dict[str, Any]:
    hints = _hints(kind)
    return {
        field.name: to_json(said, hints[field.name])
        for field in dataclasses.fields(kind)
        if (said := getattr(value, field.name)) != _default(field)
    }


def _fields_from_json(content: Mapping[str, Any], kind: Any) -> Any:
    hints = _hints(kind)
    return kind(**{name: _read(said, hints[name]) for name, said in content.items() if name != "is"})


def _choice_to_json(value: Any, kinds: tuple[Any, ...]) -> Any:
    some = [kind for kind in kinds if kind is not types.NoneType]
    if len(some) == 1:
        return to_json(value, some[0])
    return {"is": type(value).__name__, **to_json(value, type(value))}


def _choice_from_json(content: Any, kinds: tuple[Any, ...]) -> Any:
    some = [kind for kind in kinds if kind is not types.NoneType]
    if len(some) == 1:
        return _read(content, some[0])
    return _read(content, next(kind for kind in some if kind.__name__ == content["is"]))


def _default(field: "dataclasses.Field[Any]") -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return {name: _without_name(hint) for name, hint in get_type_hints(kind).items()}


def _without_name(hint: Any) -> Any:
    """Return what a ``NewType`` stands for."""
    return getattr(hint, "__supertype__", hint)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _loose(value: object) -> Any:
    if isinstance(value, Text):
        return {"text": text_to_json(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _tight(value: Any) -> object:
    if not isinstance(value, dict):
        return value
    return text_from_json(value["text"]) if "text" in value else date.fromisoformat(value["date"])
