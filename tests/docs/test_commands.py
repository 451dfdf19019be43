import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from samspill.cli.main import REFUSED, build_parser

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")


def commands(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Yield the program and every command that does something, each by its own parser."""
    children = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not children or parser.prog == "samspill":
        yield parser
    for action in children:
        for child in action.choices.values():
            yield from commands(child)


def arguments(parser: argparse.ArgumentParser) -> set[str]:
    """Return a command's arguments as its usage writes them, help and further commands left out."""
    return {
        " ".join([*action.option_strings[-1:], *([str(action.metavar)] if action.metavar else [])])
        for action in parser._actions
        if not isinstance(action, argparse._HelpAction | argparse._SubParsersAction)
    }


COMMANDS = {parser.prog: arguments(parser) for parser in commands(build_parser())}
SECTIONS = dict(re.findall(r"^## `([^`]+)`\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


def test_page_has_exactly_the_commands_there_are() -> None:
    assert set(SECTIONS) == set(COMMANDS)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_page_has_exactly_the_arguments_of(command: str) -> None:
    assert set(re.findall(r"^\| `([^`]+)` \|", SECTIONS[command], re.MULTILINE)) == COMMANDS[command]


@pytest.mark.parametrize("command", sorted(command for command in COMMANDS if not COMMANDS[command]))
def test_page_says_that_there_are_no_arguments_to(command: str) -> None:
    assert "No arguments." in SECTIONS[command]


def test_page_names_the_exit_code_of_a_refusal() -> None:
    assert f"| {REFUSED} | refused" in PAGE
