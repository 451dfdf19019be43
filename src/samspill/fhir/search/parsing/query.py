"""A whole query string to a ``Query``; unknown names are passed over with a warning, or refused when strict."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import SearchType
from samspill.fhir.outcomes import Issue, Refusal, refusal
from samspill.fhir.search.contracts import DateTest, Ids, Node, Not, Query, Updated
from samspill.fhir.search.parsing import chains, controls, dates, saying
from samspill.fhir.search.parsing.composites import composite
from samspill.fhir.search.parsing.controls import Shape
from samspill.fhir.search.parsing.criteria import Situation, node_of
from samspill.fhir.search.parsing.fields import Unknown, codes, needed
from samspill.fhir.search.parsing.references import ID, numbers
from samspill.fhir.search.parsing.saying import bad_value, unknown, unsupported
from samspill.fhir.search.parsing.splitting import split

DEPTH_MAX = 5
"""Steps of a chain, ``_has`` included."""
PAIRS_MAX = 200
VALUES_MAX = 2000
"""Values in all lists together: 2,000 ranges take SQLite half a second to prepare, and more than their share beyond."""
BRANCHES_MAX = 300
"""Steps in all chains together, each type that an untyped step may lead to counted for itself."""

Pair = tuple[str, str]


@dataclass(slots=True)
class Reader:
    """Reads one search; ``types`` may be narrowed by ``_type``, ``scope`` is what the pairs were sent to."""

    types: tuple[str, ...]
    strict: bool
    situation: Situation
    scope: str
    nodes: list[Node] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    warnings: list[Issue] = field(default_factory=list)
    branches: int = 0

    def read(self, pairs: Sequence[Pair], compartment: Pair | None) -> Query:
        """Read all pairs.

        Raises:
            Refusal: 400, naming the parameter, what is wrong and what is allowed.
        """
        if len(pairs) > PAIRS_MAX:
            raise refusal(400, "too-costly", f"The search has {len(pairs)} parameters; at most {PAIRS_MAX} are read.")
        if sum(value.count(",") for _, value in pairs) > VALUES_MAX:
            raise refusal(400, "too-costly", f"The search lists too many values; at most {VALUES_MAX} are read.")
        kept = self._narrowed_types(pairs)
        if compartment is not None:
            self.types, node = chains.compartment(self.types, *compartment)
            self.nodes.append(node)
        shape = Shape(self.types)
        seen: set[str] = set()
        for name, value in kept:
            self._one(shape, name, value, seen)
        return Query(
            types=self.types,
            numbers=numbers(self.types),
            nodes=tuple(self.nodes),
            sorts=tuple(shape.sorts),
            includes=tuple(dict.fromkeys(shape.includes)),
            count=shape.count,
            total=shape.total,
            summary=shape.summary,
            elements=tuple(dict.fromkeys(shape.elements)),
            pairs=tuple(self.pairs),
            warnings=tuple(self.warnings),
            is_private=self.situation.is_private,
            scope=self.scope,
        )

    def _narrowed_types(self, pairs: Sequence[Pair]) -> list[Pair]:
        """Take ``_type`` out: what the other parameters mean depends on it."""
        kept = []
        for name, value in pairs:
            if name != "_type":
                kept.append((name, value))
                continue
            wanted = tuple(dict.fromkeys(value.split(",")))
            if self.types or self.pairs:
                raise unsupported("_type", "giving it here", "It belongs once in a search of the whole system.")
            if not set(wanted) <= set(definitions.resource_types()):
                raise bad_value("_type", "the value names no resource type", "R4 resource types with commas between")
            self.types = wanted
            self.pairs.append((name, value))
        return kept

    def _one(self, shape: Shape, name: str, value: str, seen: set[str]) -> None:
        try:
            self._read_pair(shape, name, value, seen)
        except Unknown as error:
            issue = Issue("warning", "not-supported", unknown(error.name, error.types, codes(error.types)))
            if self.strict:
                raise Refusal(400, Issue("error", issue.code, issue.diagnostics)) from error
            self.warnings.append(Issue("warning", issue.code, f"{issue.diagnostics} It was passed over."))
            return
        except Refusal as error:
            raise saying.about(name, error) from error
        self.pairs.append((name, value))

    def _read_pair(self, shape: Shape, name: str, value: str, seen: set[str]) -> None:
        if not value:
            raise bad_value(name, "the value is empty", "a value, or leave the parameter out")
        if "\0" in value:
            raise bad_value(name, "the value has a NUL character", "text")
        plain, _, modifier = name.partition(":")
        if plain not in controls.NAMES:
            self.nodes.append(self.node(self.types, name, value))
            return
        if plain in seen and plain in controls.ONCE:
            raise bad_value(name, "it is given twice", "one")
        seen.add(plain)
        controls.read(shape, plain, modifier, value)

    def node(self, types: tuple[str, ...], name: str, value: str, depth: int = 0) -> Node:
        """Return the node of one criterion, about resources of the types."""
        if depth > DEPTH_MAX:
            raise bad_value(name, "the chain is too deep", f"at most {DEPTH_MAX} steps")

        def inner(types: tuple[str, ...], name: str, value: str) -> Node:
            self.branches += 1
            if self.branches * (value.count(",") + 1) > BRANCHES_MAX * 10 or self.branches > BRANCHES_MAX:
                raise refusal(400, "too-costly", f"'{saying.shown(name)}': the chains branch too much. Name the types.")
            return self.node(types, name, value, depth + 1)

        if name.startswith("_has:"):
            return chains.has(types, name, value, inner)
        if "." in name:
            return chains.chained(types, name, value, inner)
        code, _, modifier = name.partition(":")
        if code in OWN:
            return self._own(types, code, modifier, value)
        found = needed(types, code, name)
        if found.type is SearchType.COMPOSITE:
            return composite(found, name, modifier, value, self.situation)
        return node_of(found, name, modifier, value, self.situation)

    def _own(self, types: tuple[str, ...], code: str, modifier: str, value: str) -> Node:
        """Return the node of a parameter that the resource table answers, or that is made of others."""
        if modifier and (code, modifier) != ("_id", "not"):
            raise unsupported(f"{code}:{modifier}", f"the modifier :{modifier[:40]}", "Leave the modifier out.")
        values = split(value, ",")
        if code == "_list":
            return chains.listed(types, code, value)
        if code == "_lastUpdated":
            tests: tuple[DateTest, ...] = tuple(dates.test(code, each, self.situation.at) for each in values)
            return Updated(numbers(types), tests)
        if not all(ID.fullmatch(each) for each in values):
            raise bad_value(code, "the value is no id", "ids of 1 to 64 letters, digits, hyphens and dots")
        node = Ids(numbers(types), tuple(dict.fromkeys(values)))
        return Not(node) if modifier else node


OWN = frozenset({"_id", "_lastUpdated", "_list"})
