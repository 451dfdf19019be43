"""FHIRPath text to tokens (http://hl7.org/fhirpath, appendix B)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from samspill.fhir.path.errors import PathSyntaxError

LONGEST = 20_000
"""Characters an expression may have; the longest official one has about 1,500."""


class TokenKind(StrEnum):
    """What a token is."""

    NAME = "name"
    DELIMITED = "delimited name"
    STRING = "string"
    NUMBER = "number"
    DATETIME = "date or time"
    SPECIAL = "special"
    VARIABLE = "variable"
    SYMBOL = "symbol"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One word of an expression: ``text`` is unescaped, ``position`` counts characters from 0."""

    kind: TokenKind
    text: str
    position: int


_CLOCK = r"\d{2}(?::\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_ZONE = r"(?:Z|[+-]\d{2}:\d{2})"
_TOKEN = re.compile(
    rf"""
    (?P<skip>\s+|//[^\n\r]*|/\*.*?\*/)
  | (?P<datetime>@(?:T{_CLOCK}|\d{{4}}(?:-\d{{2}}(?:-\d{{2}})?)?(?:T(?:{_CLOCK}{_ZONE}?)?)?))
  | (?P<number>\d+(?:\.\d+)?)
  | (?P<string>'(?:[^'\\]|\\.)*')
  | (?P<delimited>`(?:[^`\\]|\\.)*`)
  | (?P<special>\$(?:this|index|total)\b)
  | (?P<variable>%(?:[A-Za-z_][A-Za-z0-9_-]*|`(?:[^`\\]|\\.)*`|'(?:[^'\\]|\\.)*'))
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<symbol><=|>=|!=|!~|/\*|[.,()\[\]{{}}+*/&|<>=~-])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED = {"f": "\f", "n": "\n", "r": "\r", "t": "\t"} | {character: character for character in "\\/\"`'"}


def tokens_of(text: str) -> list[Token]:
    """Split an expression into tokens, an END token last.

    Raises:
        PathSyntaxError: at the first character that begins no token.
    """
    if len(text) > LONGEST:
        raise PathSyntaxError(f"The expression is longer than {LONGEST} characters", LONGEST)
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.group() == "/*":
            raise PathSyntaxError(_complaint(text, position), position)
        if match.lastgroup != "skip":
            tokens.append(_token(str(match.lastgroup), match.group(), position))
        position = match.end()
    tokens.append(Token(TokenKind.END, "", position))
    return tokens


def _complaint(text: str, position: int) -> str:
    if text.startswith("/*", position):
        return "A comment is not closed"
    if text[position] in "'`":
        return "A quotation is not closed"
    return f"Unexpected character {text[position]!r}"


def _token(group: str, text: str, position: int) -> Token:
    kind = TokenKind[group.upper()]
    if kind is TokenKind.STRING or kind is TokenKind.DELIMITED:
        return Token(kind, _unescaped(text[1:-1], position), position)
    if kind is TokenKind.VARIABLE:
        name = text[1:]
        return Token(kind, _unescaped(name[1:-1], position) if name[0] in "`'" else name, position)
    return Token(kind, text[1:] if kind in {TokenKind.SPECIAL, TokenKind.DATETIME} else text, position)


def _unescaped(text: str, position: int) -> str:
    if "\\" not in text:
        return text

    def one(match: re.Match[str]) -> str:
        escape = match.group(1)
        if len(escape) == 5:
            return chr(int(escape[1:], 16))
        if escape not in _ESCAPED:
            raise PathSyntaxError(f"Unknown escape \\{escape}", position + match.start() + 1)
        return _ESCAPED[escape]

    return _ESCAPE.sub(one, text)
