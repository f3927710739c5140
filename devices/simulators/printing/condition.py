"""A printer's condition as the bits of its answers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PrinterCondition:
    paper_low: bool = False
    paper_out: bool = False
    cover_open: bool = False
    cutter: bool = False
    unrecoverable: bool = False
    overheated: bool = False
    feed_button: bool = False
    head_up: bool = False
    voltage: bool = False
    jam: bool = False
    virtual_end: bool = False

    @property
    def error(self) -> bool:
        return self.cutter or self.unrecoverable or self.overheated or self.voltage

    @property
    def offline(self) -> bool:
        return self.paper_out or self.cover_open or self.head_up or self.error or self.feed_button

    def real_time(self, n: int, undefined: bool = False) -> bytes:
        """Returns the answer to DLE EOT n. `undefined`: with those bits on that TM-T88III leaves undefined."""
        bits = {
            1: 0x08 * self.offline | 0x20 * self.error | 0x40 * self.feed_button,
            2: 0x04 * (self.cover_open or self.head_up)
            | 0x08 * self.feed_button
            | 0x20 * self.paper_out
            | 0x40 * self.error,
            3: 0x08 * self.cutter | 0x20 * self.unrecoverable | 0x40 * self.overheated,
            4: 0x0C * (self.paper_low or self.paper_out) | 0x60 * self.paper_out,
        }
        chance = {1: 0x60, 3: 0x04}.get(n, 0) if undefined else 0
        return bytes((0x12 | bits[n] | chance,)) if n in bits else b""

    def full(self, ticket: bool) -> bytes:
        """Returns a presenter's answer to DLE EOT 20. `ticket`: one lies at the exit slot."""
        paper = self.paper_out | 0x04 * self.paper_low | 0x20 * ticket | 0x40 * self.virtual_end
        user = self.head_up | 0x02 * self.cover_open | 0x20 * self.feed_button
        recoverable = self.overheated | 0x08 * self.voltage | 0x40 * self.jam
        return bytes((0x10, 0x0F, paper, user, recoverable, self.cutter | 0x02 * self.unrecoverable))

    def ejector(self, ticket: bool) -> bytes:
        """Returns a presenter's answer to GS e 6."""
        low = self.paper_low or self.virtual_end
        paper = low | 0x04 * (not self.paper_out)
        return bytes((paper | 0x08 * ticket | 0x40 * self.error | 0x80 * self.jam,))

    def automatic(self) -> bytes:
        """Returns the four bytes of an automatic status."""
        first = 0x10 | 0x08 * self.offline | 0x20 * self.cover_open | 0x40 * self.feed_button
        second = 0x08 * self.cutter | 0x20 * self.unrecoverable | 0x40 * self.overheated
        third = 0x03 * (self.paper_low or self.paper_out) | 0x0C * self.paper_out
        return bytes((first, second, third, 0))

    def paper_sensor(self) -> int:
        """Returns the answer to GS r 1."""
        return 0x03 * (self.paper_low or self.paper_out) | 0x0C * self.paper_out
