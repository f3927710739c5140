"""Results of cases as papers: what the hub tells a kiosk of one, and how the resident will have it."""

from enum import StrEnum

from pydantic import Field as Bound

from contract.text import DecodedText, Message, Personal, Text


class ResultWay(StrEnum):
    """The way by which a resident gets a result."""

    PRINT = "print"  # at a kiosk, after the card
    WINDOW = "window"  # at a window, against the card
    POST = "post"


class ResultStage(StrEnum):
    AWAITED = "awaited"  # the department answers by itself, within seconds
    READY = "ready"
    HANDED_OUT = "handed_out"


class ResultState(Message):
    stage: ResultStage
    title: Text = Text()
    way: ResultWay | None = None  # as it was chosen


class ResultSearch(Personal):
    """`number`: read from a card."""

    code: str = Bound(max_length=20)
    number: str = Bound(max_length=20)


class ResultChoice(ResultSearch):
    """`address`: for what is posted."""

    way: ResultWay
    address: DecodedText = Bound(default="", max_length=200)


class ResultPages(Personal):
    """`pdf`: a signed one in A4, in Base64."""

    pdf: str
