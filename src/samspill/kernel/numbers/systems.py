"""The addresses of the Norwegian identifier systems, and which kinds of number stand under each.

Source: the OIDs of Helsedirektoratet's identifier register (2.16.578.1.12.4.1.4), as HL7 Norway's profiles use them.
"""

from collections.abc import Mapping

from samspill.kernel.numbers.national import Kind

FNR = "urn:oid:2.16.578.1.12.4.1.4.1"
DNR = "urn:oid:2.16.578.1.12.4.1.4.2"
FHN = "urn:oid:2.16.578.1.12.4.1.4.3"
HPR = "urn:oid:2.16.578.1.12.4.1.4.4"
DUF = "urn:oid:2.16.578.1.12.4.1.4.5"
ENH = "urn:oid:2.16.578.1.12.4.1.4.101"
RESH = "urn:oid:2.16.578.1.12.4.1.4.102"

KINDS: Mapping[str, frozenset[Kind]] = {
    FNR: frozenset({Kind.FNR}),
    DNR: frozenset({Kind.DNR}),
    FHN: frozenset({Kind.FHN, Kind.HNR}),
}
"""Which kinds of national number an address is for; H-numbers have none of their own and stand with the FHN numbers."""
