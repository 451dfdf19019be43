"""What can be wrong with an expression: how it is written, or what it is asked to do."""


class PathError(Exception):
    """An expression that cannot be read, or cannot be evaluated on what it was given."""


class PathSyntaxError(PathError):
    """The text is not FHIRPath.

    Attributes:
        position: where in the text, counted in characters from 0.
    """

    def __init__(self, message: str, position: int) -> None:
        super().__init__(f"{message} at character {position + 1}")
        self.position = position


class SemanticError(PathError):
    """The expression names an element that its type does not have."""


class EvaluationError(PathError):
    """The expression asks for what the language refuses: several values where one is due, a text plus a number."""


class TooMuchWork(EvaluationError):
    """The expression was stopped: it needs more steps, depth or text than is allowed."""
