"""A request as it arrives. One whose body is too large is read to its end and thrown away, so that the browser, which
sends first and then reads, comes to see the answer and not a broken connection.
"""

from typing import Any

from waitress.parser import HTTPRequestParser
from waitress.utilities import RequestEntityTooLarge

BODY = 32_000_000  # bytes that are taken
DRAINED = 1_000_000_000  # bytes that are read and thrown away: beyond, the connection ends at once


class ArrivingRequest(HTTPRequestParser):  # type: ignore[misc]
    """`left`: bytes of a body too large that are still to come. The application gets such a request without its body;
    the length that was announced tells it."""

    left = 0

    def received(self, data: bytes) -> int:
        """Returns how many of these bytes belong to the request."""
        if self.left:
            count = min(len(data), self.left)
            self.left -= count
            self.completed = not self.left
            return count
        consumed = int(super().received(data))
        if isinstance(self.error, RequestEntityTooLarge) and not self.chunked and self.content_length <= DRAINED:
            self._throw_away()
        return consumed

    def _throw_away(self) -> None:
        self.left = self.content_length
        self.error, self.completed = None, False
        self.close()
        self.body_rcv: Any = None
