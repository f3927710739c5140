"""Results of cases as papers: what the hub tells a kiosk of one, and how the resident will have it."""

from enum import StrEnum
from typing import Any

from pydantic import Field as Bound
from pydantic import SerializerFunctionWrapHandler, model_serializer

from contract.text import DecodedText, Message, Personal, Text, without_empty


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
    """`made_elsewhere`: a card or a booklet, which is collected or posted; no kiosk prints it."""

    stage: ResultStage
    title: Text = Text()
    way: ResultWay | None = None  # as it was chosen
    made_elsewhere: bool = False

    @model_serializer(mode="wrap")
    def _as_before(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leaves out `made_elsewhere` where it is not: a kiosk of an earlier release does not know it."""
        return without_empty(dump(self), "made_elsewhere")


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
