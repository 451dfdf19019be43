"""What crosses from the index to the store: plain tuples, since a resource gives a dozen and thousands come a second.

All rows begin with ``(parameter, slot)``: the search parameter's number, and 0, or which repetition of a composite's
focus the value belongs to (1 and up), so that the parts of a composite are matched within one repetition. Composites
have no rows of their own: ``api.ways`` says in which parameters' rows their parts stand. An ordinary search passes the
slot over, but for the two negative ones below, which it leaves out.

Many parameters have no rows of their own either: ``patient`` is answered from ``subject``'s rows with the target type
Patient, ``combo-code`` from ``code``'s and ``component-code``'s. ``api.stored_as`` says where, for every parameter.

Codes, units and addresses stand as ``api.bounded`` writes them, which changes only those over 600 letters.
"""

from dataclasses import dataclass, field

from samspill.fhir.definitions.contracts import SearchType

TokenRow = tuple[int, int, int, str]
"""(parameter, slot, system, code): the system as ``naming.system_number``, 0 when the value has none.
A uri, url, oid or canonical (without its version; with one, a second row has it) is a code without a system, and so is
a ContactPoint's value (a second row of a phone number has no spaces and punctuation, of an e-mail address no capitals).
A ``code`` element has the system of the value set it must come from, where that set has one. A boolean is ``true`` or
``false``. A Coding with only a system has the code ``""``."""

StringRow = tuple[int, int, str, str]
"""(parameter, slot, folded, exact): folded for the plain search, exact as written. A token's display and text stand
here too, under the token parameter's number, for ``:text``; then ``exact`` is empty. Made by ``api.fold`` and
``api.exact``, which a search must use too, for they shorten long texts: ``:contains`` sees the first 300 letters."""

DateRow = tuple[int, int, int, int]
"""(parameter, slot, low, high): the range a date means, in microseconds since 1970 UTC; low is inside, high is not.
An open period runs to ``EARLIEST`` or ``LATEST``."""

QuantityRow = tuple[int, int, int, str, float, float]
"""(parameter, slot, system, unit, low, high): the exact value as both low and high, ends included; the digits searched
for carry the precision, for ``gt100`` must not find 100 (search.html#number). A Range has two ends, and what has none
(a comparator, an open Range) runs to infinity. A number has system 0 and no unit. A UCUM quantity has a second row,
system ``CANONICAL``, in the canonical units (a search without a unit leaves it out). A unit's name for people that
differs from its code has a row with system 0. ``<5`` ends just below 5. Money has the system ``urn:iso:std:iso:4217``
and its currency as the unit. ``Location.near`` has two rows of system 0, units ``latitude`` and ``longitude``."""

ReferenceRow = tuple[int, int, int, str]
"""(parameter, slot, type, target): a local reference's type number and id; type 0 and the whole address otherwise.
A canonical stands without its version and, if it has one, in a second row with it. A Reference's ``identifier`` is a
token row under the same number, slot ``IDENTIFIER``."""

EARLIEST = -(2**62)
LATEST = 2**62
CANONICAL = -1
"""The system number of a quantity row in canonical UCUM units."""
IDENTIFIER = -1
"""The slot of a token row that holds the identifier of a Reference, for ``:identifier``."""
OF_TYPE = -2
"""The slot of a token row for ``:of-type``: system ``api.of_type(type system, type code)``, code the value."""

Stored = tuple[int, str | None]
"""(parameter number, target type): rows that answer a parameter; for a reference perhaps those of one target only."""


@dataclass(frozen=True, slots=True)
class Part:
    """Where the rows of one part of a composite stand.

    Attributes:
        code: the parameter it is.
        type: how its value in the query is read and compared.
        stored: rows that answer it, as ``api.stored_as`` gives them.
        slotted: whether its slot must be equal to that of the way's other slotted parts.
    """

    code: str
    type: SearchType
    stored: tuple[Stored, ...]
    slotted: bool


Way = tuple[Part, ...]
"""One way in which a composite can match: every part matches its own value, the slotted ones within one slot."""


@dataclass(slots=True)
class IndexRows:
    """All index rows of one resource.

    Attributes:
        patients: logical ids of the patients whose compartment it lies in, itself if it is a Patient.
    """

    token: list[TokenRow] = field(default_factory=list)
    string: list[StringRow] = field(default_factory=list)
    date: list[DateRow] = field(default_factory=list)
    quantity: list[QuantityRow] = field(default_factory=list)
    reference: list[ReferenceRow] = field(default_factory=list)
    patients: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many rows there are, in all tables."""
        return len(self.token) + len(self.string) + len(self.date) + len(self.quantity) + len(self.reference)
