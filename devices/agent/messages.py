"""The agent's JSON: its state, and slips to print."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from devices import documents as d
from devices.agent.desk import DeskState
from devices.base import Card

_Text = Annotated[str, StringConstraints(max_length=2000)]


def state_message(state: DeskState) -> dict[str, Any]:
    """Returns what pages need to know; of a card no more than a form of the console asks."""
    return {
        "run": state.run,
        "version": state.version,
        "devices": [
            {"name": row.name, "kind": row.kind, "condition": row.condition, "fault": row.fault}
            for row in state.devices
        ],
        "placing": state.placing,
        "card": _card(state.card) if state.card else None,
        "card_fault": state.card_fault,
        "scans": state.scans,
        "scan": state.scan,
    }


def _card(card: Card) -> dict[str, str]:
    valid_to = card.valid_to.isoformat() if card.valid_to else ""
    return {"name": card.name, "number": card.number, "address": card.address or "", "valid_to": valid_to}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LinePart(_Part):
    kind: Literal["line"]
    text: _Text
    size: int = Field(default=1, ge=1, le=8)
    bold: bool = False
    align: d.Align = d.Align.LEFT

    def block(self) -> d.Block:
        return d.Line(self.text, self.size, self.bold, self.align)


class PairPart(_Part):
    kind: Literal["pair"]
    label: _Text
    value: _Text

    def block(self) -> d.Block:
        return d.Pair(self.label, self.value)


class RulePart(_Part):
    kind: Literal["rule"]

    def block(self) -> d.Block:
        return d.Rule()


class QrPart(_Part):
    kind: Literal["qr"]
    data: _Text

    def block(self) -> d.Block:
        return d.Qr(self.data)


class FeedPart(_Part):
    kind: Literal["feed"]
    lines: int = Field(default=1, ge=1, le=10)

    def block(self) -> d.Block:
        return d.Feed(self.lines)


_Block = Annotated[LinePart | PairPart | RulePart | QrPart | FeedPart, Field(discriminator="kind")]


class Slip(_Part):
    """A slip to print: `title` is for the log and never personal."""

    title: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
    blocks: tuple[_Block, ...] = Field(min_length=1, max_length=200)

    def document(self) -> d.Document:
        return d.Document(self.title, tuple(part.block() for part in self.blocks))
