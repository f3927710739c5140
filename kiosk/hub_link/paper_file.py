"""A file of a paper that the kiosk itself has. It is sent on a thread of its own, while the resident goes on; what has
not arrived when the case is handed in follows from the outbox."""

import logging
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from threading import Event, Lock, Thread
from uuid import UUID

from contract.uploads import FilePiece, KeptPiece, make_kept_file_id, make_piece_id
from kiosk.hub_link.client import HubClient
from kiosk.hub_link.connection import HubAway, HubRefused
from kiosk.log_safe import traceback_summary

log = logging.getLogger(__name__)

PIECE = 131_072  # bytes: under a second on 2 Mbit/s, so that nothing else waits for long
_TRIES = 3  # of one piece, on a line that fails
_in_turn = Lock()  # the files of a visit send one piece at a time: several would fill a slow line for seconds


class PaperFile:
    """`content` is in memory until it has arrived. Never logged."""

    def __init__(self, upload: UUID, position: int, content: bytes) -> None:
        self.position = position
        self._upload = upload
        self._content = content
        self._file = make_kept_file_id()
        self._arrival: Future[None] = Future()
        self._stopped = Event()
        self._offset = 0  # bytes that the hub has

    @property
    def id(self) -> UUID:
        return self._file

    @property
    def size(self) -> int:
        return len(self._content)

    @property
    def has_arrived(self) -> bool:
        return self._arrival.done() and self._arrival.exception() is None

    @property
    def is_at_last_piece(self) -> bool:
        """Returns whether the hub has all of it but one piece, and will say next whether it can be read."""
        return self._offset + PIECE >= self.size

    def start(self, hub: HubClient) -> None:
        """Sends it on a thread of its own, until it has arrived or `list_rest` is called."""
        Thread(target=self._send, args=(hub,), name="send paper", daemon=True).start()

    def wait(self, within: float) -> bool:
        """Returns whether it has arrived within that many seconds. Raises HubRefused."""
        try:
            self._arrival.result(within)
        except (HubAway, NotYet):
            return False
        return True

    def list_rest(self) -> tuple[KeptPiece, ...]:
        """Returns what the hub does not have, and sends no more of it from here."""
        self._stopped.set()
        return () if self.has_arrived else tuple(self._rest())

    def _rest(self) -> Iterator[KeptPiece]:
        for offset in range(self._offset, self.size, PIECE):
            piece = self._piece(offset)
            yield KeptPiece(id=make_piece_id(self._file, offset), upload=self._upload, **dict(piece))

    def _piece(self, offset: int) -> FilePiece:
        content = b64encode(self._content[offset : offset + PIECE]).decode()
        return FilePiece(file=self._file, position=self.position, size=self.size, offset=offset, content=content)

    def _send(self, hub: HubClient) -> None:
        try:
            self._send_pieces(hub)
        except (HubAway, HubRefused) as error:
            log.info("a paper was not sent: %s", error)
            self._arrival.set_exception(error)
        except Exception as error:  # the page waits for an answer
            log.error("a paper was not sent: %s", traceback_summary(error))
            self._arrival.set_exception(HubAway(type(error).__name__))
        else:
            self._arrival.set_result(None)

    def _send_pieces(self, hub: HubClient) -> None:
        """Sends the pieces; a file whose answer was lost goes on where the hub stands. Raises HubAway, HubRefused."""
        failed = 0
        while not self._stopped.is_set():
            try:
                with _in_turn:
                    if self._stopped.is_set():
                        break
                    received = hub.send_piece(self._upload, self._piece(self._offset))
            except HubAway:
                failed += 1
                if failed == _TRIES:
                    raise
                continue
            if received.done:
                return
            self._offset, failed = received.offset, 0
        raise HubAway("it follows from the outbox")
