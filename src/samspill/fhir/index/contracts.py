"""What crosses from the index to the store: plain tuples, since a resource gives a dozen and thousands come a second.

All rows begin with ``(parameter, slot)``: the search parameter's number, and 0, or which repetition of a composite's
focus the value belongs to (1 and up), so that the parts of a composite are matched within one repetition.
"""

from dataclasses import dataclass, field

TokenRow = tuple[int, int, int, str]
"""(parameter, slot, system, code): the system as ``naming.system_number``, 0 when the value has none.
A uri, url, oid or canonical (without its version) is a code without a system."""

StringRow = tuple[int, int, str, str]
"""(parameter, slot, folded, exact): folded for the plain search, exact as written. A token's display and text stand
here too, under the token parameter's number, for ``:text``."""

DateRow = tuple[int, int, int, int]
"""(parameter, slot, low, high): the range a date means, in microseconds since 1970 UTC; low is inside, high is not.
An open period runs to ``EARLIEST`` or ``LATEST``."""

QuantityRow = tuple[int, int, int, str, float, float]
"""(parameter, slot, system, unit, low, high): the exact value as both low and high, ends included; the digits searched
for carry the precision, for ``gt100`` must not find 100 (search.html#number). A Range has two ends, and what has none
(a comparator, an open Range) runs to infinity. A number has system 0 and no unit. A UCUM quantity has a second row,
system ``CANONICAL``, in the canonical units."""

ReferenceRow = tuple[int, int, int, str]
"""(parameter, slot, type, target): a local reference's type number and id; type 0 and the whole address otherwise."""

EARLIEST = -(2**62)
LATEST = 2**62
CANONICAL = -1
"""The system number of a quantity row in canonical UCUM units."""


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
