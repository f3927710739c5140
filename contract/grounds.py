"""Why staff look a person up: each look-up names it, and the audit log keeps it."""

from enum import StrEnum

from pydantic import Field as Bound

from contract.text import Personal


class GroundKind(StrEnum):
    CASE = "case"
    TICKET = "ticket"
    CALL = "call"
    APPOINTMENT = "appointment"
    WORDS = "words"


class LookupGround(Personal):
    """`value` is the case's, call's or appointment's code, the ticket's number today, or at least four characters of
    words, which name nobody: long numbers in them are not kept."""

    kind: GroundKind
    value: str = Bound(min_length=1, max_length=120)
