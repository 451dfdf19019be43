"""What an address may hold in the place of an id."""

from functools import cache

from django.urls import register_converter
from django.urls.converters import IntConverter


class IdConverter(IntConverter):
    """A whole number that every store can look up; a longer one is no id, and its address leads nowhere."""

    regex = "[0-9]{1,18}"


@cache
def use_ids() -> None:
    """Let ``<id:name>`` stand in addresses."""
    register_converter(IdConverter, "id")
