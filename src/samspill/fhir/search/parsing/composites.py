"""``composite`` values: ``$`` between the parts (https://hl7.org/fhir/R4/search.html#composite)."""

from samspill.fhir.index.contracts import Part, Way
from samspill.fhir.search.contracts import Every, Node, Rows, Slots
from samspill.fhir.search.parsing.criteria import RANGES_MAX, Situation, check_length, either, node_of
from samspill.fhir.search.parsing.fields import Field
from samspill.fhir.search.parsing.saying import bad_value, unsupported
from samspill.fhir.search.parsing.splitting import split


def composite(field: Field, name: str, modifier: str, value: str, situation: Situation) -> Node:
    """Return the node of a composite: one of its ways, for one of the values."""
    if field.unsupported or not field.ways:
        raise unsupported(name, field.unsupported or "the composite", "Search by its parts.")
    if modifier:
        raise unsupported(name, f"the modifier :{modifier[:40]} on a composite", "Leave it out.")
    values = split(value, ",")
    check_length(name, values, RANGES_MAX)
    return either([_one(way, name, each, situation) for each in values for way in field.ways])


def _one(way: Way, name: str, value: str, situation: Situation) -> Node:
    values = split(value, "$")
    if len(values) != len(way) or not all(values):
        form = "$".join(f"[{part.code}]" for part in way)
        raise bad_value(name, f"the value has {len(values)} parts", form)
    slotted: list[Rows] = []
    nodes: list[Node] = []
    for part, each in zip(way, values, strict=True):
        node = node_of(_field_of_part(part), name, "", each, situation)
        if not part.slotted:
            nodes.append(node)
        elif isinstance(node, Rows):
            slotted.append(node)
        else:
            raise unsupported(name, f"a composite of '{part.code}'", "Search by its parts.")
    if slotted:
        nodes.append(Slots(tuple(slotted)))
    return nodes[0] if len(nodes) == 1 else Every(tuple(nodes))


def _field_of_part(part: Part) -> Field:
    groups: dict[str | None, list[int]] = {}
    for number, target in part.stored:
        groups.setdefault(target, []).append(number)
    return Field(
        part.code,
        part.type,
        tuple((target, tuple(numbers)) for target, numbers in groups.items()),
        targets=(),
        ways=(),
        is_identifier=False,
        unsupported="",
    )
