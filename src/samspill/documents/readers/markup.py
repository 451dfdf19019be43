"""Trees of markup: what lxml gives beside elements."""


def is_element(node: object) -> bool:
    """Whether a node is an element: entities, comments and instructions have a function for a tag."""
    return isinstance(getattr(node, "tag", None), str)
