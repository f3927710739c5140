"""Problem documents (RFC 9457) and the problems of single fields."""

from contract.text import Message, Text


class FieldProblem(Message):
    """One answer that cannot be taken, and why, in the resident's words."""

    field: str
    code: str
    message: Text


REFUSED = "/problems/refused"  # a problem's type: the hub has judged what was sent, and will judge it so again


class Problem(Message):
    """A problem document (RFC 9457). `errors` name the fields at fault.

    Its type is REFUSED where the hub itself judged the content. Any other is about the way there, the hour or the
    hub's state, and the same content may well be taken later.
    """

    type: str = "about:blank"
    title: str
    status: int
    detail: Text | None = None
    errors: tuple[FieldProblem, ...] = ()
