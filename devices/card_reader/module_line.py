"""Questions to a SAM-V module and its answers, over any line: what comes too late is not taken for the next answer."""

import time

from devices.card_reader.frames import Answer, FrameParser
from devices.transports import Transport

BAD_REQUEST = {0x10, 0x11}
"""The module says that our request came garbled."""
_GAP_SECONDS = 0.25  # no byte for that long in mid-frame: the rest will not come
_QUIET_SECONDS = 0.04  # nothing for that long: the line is quiet
_WARY = 2  # exchanges after an answer that did not come: it may come before the next, and that one's before another


class NoAnswer(Exception):
    """`garbled`: bytes came, but no whole answer."""

    def __init__(self, garbled: bool) -> None:
        super().__init__("garbled" if garbled else "silent")
        self.garbled = garbled


class ModuleLine:
    def __init__(self, line: Transport) -> None:
        self._line = line
        self._wary = 0  # before so many exchanges, what came too late for others runs out first

    def close(self) -> None:
        self._line.close()

    def exchange(self, question: bytes, within: float) -> Answer:
        """Sends the question, and once more where the answer came garbled and time is left. Raises NoAnswer,
        DeviceError."""
        end = time.monotonic() + within
        try:
            answer = self._exchange_once(question, within)
            if answer.state not in BAD_REQUEST:
                return answer
        except NoAnswer as error:
            if not error.garbled or seconds_until(end) < _QUIET_SECONDS:
                raise
        return self._exchange_once(question, seconds_until(end))

    def _exchange_once(self, question: bytes, within: float) -> Answer:
        end = time.monotonic() + within
        self._hush(end)
        wary, self._wary = self._wary, _WARY
        self._line.write(question, max(_QUIET_SECONDS, seconds_until(end)))
        parser, came, left = FrameParser(), False, within
        while left > 0:
            left = seconds_until(end)  # where that is nothing, what has come by now is looked at nevertheless
            data = self._line.read(4096, min(left, _GAP_SECONDS) if came else left)
            if not data:
                break
            came = True
            answer = parser.feed(data)
            if answer is not None:
                self._wary = max(0, wary - 1)
                return answer
        raise NoAnswer(came)

    def _hush(self, end: float) -> None:
        """Discards what comes too late, so that it is not taken for the next answer."""
        self._line.discard()
        while self._wary and seconds_until(end) > 0 and self._line.read(4096, _QUIET_SECONDS):
            pass


def seconds_until(end: float) -> float:
    return max(0.0, end - time.monotonic())
