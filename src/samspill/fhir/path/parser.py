"""Tokens to a tree: precedence climbing over the operators of FHIRPath (http://hl7.org/fhirpath#operator-precedence)."""

from decimal import Decimal

from samspill.fhir.path.errors import PathSyntaxError
from samspill.fhir.path.quantities import CALENDAR_UNITS, Quantity
from samspill.fhir.path.temporal import Temporal
from samspill.fhir.path.tokens import Token, TokenKind, tokens_of
from samspill.fhir.path.tree import (
    At,
    Call,
    Dot,
    Literal,
    Member,
    Nothing,
    Operation,
    Sign,
    Special,
    Tree,
    TypeName,
    TypeOperation,
    Variable,
)

DEEPEST = 60
"""How deep brackets and signs may nest: Python's own stack is the limit behind it."""

_STRENGTH = {
    "implies": 1,
    "or": 2,
    "xor": 2,
    "and": 3,
    "in": 4,
    "contains": 4,
    "=": 5,
    "!=": 5,
    "~": 5,
    "!~": 5,
    "<": 6,
    ">": 6,
    "<=": 6,
    ">=": 6,
    "|": 7,
    "is": 8,
    "as": 8,
    "+": 9,
    "-": 9,
    "&": 9,
    "*": 10,
    "/": 10,
    "div": 10,
    "mod": 10,
}
_SIGN_STRENGTH = 11
_NAMES = {TokenKind.NAME, TokenKind.DELIMITED}
_ALSO_NAMES = {"as", "contains", "in", "is"}
_RESERVED = (set(_STRENGTH) - _ALSO_NAMES) | {"true", "false"}


def parse(text: str) -> Tree:
    """Read a whole expression.

    Raises:
        PathSyntaxError: with the position of the first word that does not fit.
    """
    return _Parser(tokens_of(text)).whole()


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self._depth = 0

    def whole(self) -> Tree:
        tree = self._expression(0)
        if self._peek().kind is not TokenKind.END:
            raise self._unexpected()
        return tree

    def _peek(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._tokens[self._next]
        self._next += 1
        return token

    def _is_symbol(self, text: str) -> bool:
        token = self._peek()
        return token.kind is TokenKind.SYMBOL and token.text == text

    def _demand(self, text: str) -> None:
        if not self._is_symbol(text):
            raise self._unexpected(f"Expected {text!r}")
        self._next += 1

    def _unexpected(self, wish: str = "") -> PathSyntaxError:
        token = self._peek()
        what = "the end of the expression" if token.kind is TokenKind.END else _shown(token)
        return PathSyntaxError(f"{wish}, found {what}" if wish else f"Unexpected {what}", token.position)

    def _expression(self, weakest: int) -> Tree:
        self._depth += 1
        if self._depth > DEEPEST:
            raise PathSyntaxError(f"The expression nests deeper than {DEEPEST}", self._peek().position)
        left = self._signed()
        while strength := self._operator_strength(weakest):
            left = self._operation(left, self._take(), strength)
        self._depth -= 1
        return left

    def _operator_strength(self, weakest: int) -> int:
        token = self._peek()
        if token.kind not in {TokenKind.SYMBOL, TokenKind.NAME}:
            return 0
        strength = _STRENGTH.get(token.text, 0)
        return strength if strength > weakest else 0

    def _operation(self, left: Tree, operator: Token, strength: int) -> Tree:
        if operator.text in {"is", "as"}:
            return TypeOperation(operator.text, left, self._type_name(), operator.position)
        return Operation(operator.text, left, self._expression(strength), operator.position)

    def _type_name(self) -> TypeName:
        first = self._name()
        if not self._is_symbol("."):
            return TypeName(first)
        self._take()
        return TypeName(self._name(), first)

    def _name(self) -> str:
        if self._peek().kind not in _NAMES:
            raise self._unexpected("Expected a name")
        return self._take().text

    def _signed(self) -> Tree:
        token = self._peek()
        if token.kind is TokenKind.SYMBOL and token.text in {"+", "-"}:
            self._take()
            return Sign(token.text, self._expression(_SIGN_STRENGTH), token.position)
        return self._path()

    def _path(self) -> Tree:
        tree = self._term()
        while True:
            token = self._peek()
            if self._is_symbol("."):
                self._take()
                tree = Dot(tree, self._step(), token.position)
            elif self._is_symbol("["):
                self._take()
                tree = At(tree, self._expression(0), token.position)
                self._demand("]")
            else:
                return tree

    def _step(self) -> Member | Call | Special:
        token = self._peek()
        if token.kind is TokenKind.SPECIAL:
            self._take()
            return Special(token.text, token.position)
        if token.kind not in _NAMES:
            raise self._unexpected("Expected an element or a function")
        return self._member_or_call()

    def _member_or_call(self) -> Member | Call:
        token = self._take()
        if not self._is_symbol("("):
            return Member(token.text, token.position)
        self._take()
        arguments: list[Tree] = []
        while not self._is_symbol(")"):
            if arguments:
                self._demand(",")
            arguments.append(self._expression(0))
        self._take()
        return Call(token.text, tuple(arguments), token.position)

    def _term(self) -> Tree:
        token = self._peek()
        if token.kind is TokenKind.SYMBOL:
            return self._bracketed()
        if token.kind is TokenKind.NAME and token.text in _RESERVED:
            return self._boolean()
        if token.kind in _NAMES:
            return self._member_or_call()
        if token.kind is TokenKind.END:
            raise self._unexpected()
        self._take()
        return self._plain_term(token)

    def _bracketed(self) -> Tree:
        token = self._peek()
        if self._is_symbol("("):
            self._take()
            tree = self._expression(0)
            self._demand(")")
            return tree
        if self._is_symbol("{"):
            self._take()
            self._demand("}")
            return Nothing(token.position)
        raise self._unexpected()

    def _boolean(self) -> Tree:
        token = self._peek()
        if token.text not in {"true", "false"}:
            raise self._unexpected()
        self._take()
        return Literal(token.text == "true", token.position)

    def _plain_term(self, token: Token) -> Tree:
        if token.kind is TokenKind.STRING:
            return Literal(token.text, token.position)
        if token.kind is TokenKind.NUMBER:
            return self._number(token)
        if token.kind is TokenKind.SPECIAL:
            return Special(token.text, token.position)
        if token.kind is TokenKind.VARIABLE:
            return Variable(token.text, token.position)
        moment = Temporal.literal(token.text)
        if moment is None:
            raise PathSyntaxError("This is no date or time", token.position)
        return Literal(moment, token.position)

    def _number(self, token: Token) -> Tree:
        unit = self._peek()
        if unit.kind is TokenKind.STRING:
            self._take()
            return Literal(Quantity(Decimal(token.text), unit.text), token.position)
        if unit.kind is TokenKind.NAME and unit.text in CALENDAR_UNITS:
            self._take()
            return Literal(Quantity(Decimal(token.text), unit.text, is_calendar=True), token.position)
        return Literal(Decimal(token.text) if "." in token.text else int(token.text), token.position)


def _shown(token: Token) -> str:
    """A value is not repeated in a message: it may name a person."""
    is_word = token.kind in {TokenKind.NAME, TokenKind.SYMBOL, TokenKind.SPECIAL}
    return repr(token.text) if is_word else f"a {token.kind.value}"
