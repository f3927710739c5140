"""What a printer says of its own condition, as the bits of its answers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Condition:
    paper_low: bool = False
    paper_out: bool = False
    cover_open: bool = False
    cutter: bool = False
    unrecoverable: bool = False
    overheated: bool = False
    feed_button: bool = False

    @property
    def error(self) -> bool:
        return self.cutter or self.unrecoverable or self.overheated

    @property
    def offline(self) -> bool:
        return self.paper_out or self.cover_open or self.error or self.feed_button

    def real_time(self, n: int) -> bytes:
        """The answer to DLE EOT n."""
        bits = {
            1: 0x08 * self.offline | 0x20 * self.error | 0x40 * self.feed_button,
            2: 0x04 * self.cover_open | 0x08 * self.feed_button | 0x20 * self.paper_out | 0x40 * self.error,
            3: 0x08 * self.cutter | 0x20 * self.unrecoverable | 0x40 * self.overheated,
            4: 0x0C * (self.paper_low or self.paper_out) | 0x60 * self.paper_out,
        }
        return bytes((0x12 | bits[n],)) if n in bits else b""

    def automatic(self) -> bytes:
        """The four bytes of an automatic status."""
        first = 0x10 | 0x08 * self.offline | 0x20 * self.cover_open | 0x40 * self.feed_button
        second = 0x08 * self.cutter | 0x20 * self.unrecoverable | 0x40 * self.overheated
        third = 0x03 * (self.paper_low or self.paper_out) | 0x0C * self.paper_out
        return bytes((first, second, third, 0))

    def paper_sensor(self) -> int:
        """The answer to GS r 1."""
        return 0x03 * (self.paper_low or self.paper_out) | 0x0C * self.paper_out
