"""Samspill: the shared working place of a Norwegian health community (helsefellesskap)."""

from importlib.metadata import version

__version__ = version("samspill")
