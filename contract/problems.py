"""What went wrong, for the one who can mend it."""

from contract.text import Message, Text


class FieldProblem(Message):
    """One answer that cannot be taken, and why, in the resident's words."""

    field: str
    code: str
    message: Text


class Problem(Message):
    """A problem document (RFC 9457). `errors` name the fields at fault."""

    type: str = "about:blank"
    title: str
    status: int
    detail: Text | None = None
    errors: tuple[FieldProblem, ...] = ()
