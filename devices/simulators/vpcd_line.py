"""The card's end of a virtual PC/SC reader (vsmartcard's vpcd): a TCP client. Inserting a card is to connect,
removing it to close. Each message is two bytes of length, high byte first, and what it holds."""

import asyncio
import contextlib
import socket

from devices.simulators.line import SimulatedLine

_TRY_AGAIN = 0.05  # seconds between two tries to reach the daemon


class VpcdLine(SimulatedLine):
    """`received` gets one whole message at a time."""

    def __init__(self, host: str, port: int, reader: str = "Virtual PCD 00 00") -> None:
        """`reader`: how the daemon names the reader that listens at that port."""
        super().__init__(None)
        self._address = (host, port)
        self._reader = reader
        self._plugged = False
        self._inserted = False
        self._connection: socket.socket | None = None
        self._trying: asyncio.Task[None] | None = None
        self._come = bytearray()

    @property
    def port(self) -> str:
        return f"pcsc://{self._reader}"

    @property
    def plugged(self) -> bool:
        return self._plugged

    @property
    def connected(self) -> bool:
        """Returns whether the daemon has the card."""
        return self._connection is not None

    def plug(self) -> None:
        self._plugged = True
        if self._inserted:
            self.insert()

    def unplug(self) -> None:
        """Takes the card out of reach, as a virtual reader cannot go."""
        self._plugged = False
        self._let_go()

    def insert(self) -> None:
        """Inserts the card, also for a daemon that starts later."""
        self._inserted = True
        if self._plugged and self._trying is None:
            self._trying = asyncio.get_running_loop().create_task(self._connect())

    def remove(self) -> None:
        self._inserted = False
        self._let_go()

    def send_message(self, data: bytes) -> None:
        self.send(len(data).to_bytes(2, "big") + data)

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        while self._connection is None:
            attempt = socket.socket()
            attempt.setblocking(False)
            try:
                await loop.sock_connect(attempt, self._address)
            except OSError:
                attempt.close()
                await asyncio.sleep(_TRY_AGAIN)
            except asyncio.CancelledError:
                attempt.close()
                raise
            else:
                self._connection = attempt
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._trying = None
        self._watch(self._connection.fileno())
        self._quick()

    def _let_go(self) -> None:
        if self._trying is not None:
            self._trying.cancel()
            self._trying = None
        self._watch(None)
        self._come.clear()
        self.drop_output()
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _quick(self) -> None:
        """Sets quick acknowledgement, which the kernel resets again and again; without it an APDU takes 45 ms in place
        of 0.3."""
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)

    def _readable(self, fd: int) -> None:
        self._quick()
        super()._readable(fd)

    def take(self, data: bytes) -> list[bytes]:
        """Returns the whole messages that are there with these bytes."""
        self._come += data
        messages = []
        while len(self._come) >= 2 and len(self._come) >= 2 + (size := int.from_bytes(self._come[:2], "big")):
            messages.append(bytes(self._come[2 : 2 + size]))
            del self._come[: 2 + size]
        return messages

    def _hung_up(self) -> None:
        """Handles the daemon's end: the card still lies there, for the next one."""
        super()._hung_up()
        self._let_go()
        if self._inserted:
            self.insert()

    def _write(self, data: bytes) -> int:
        if self._connection is None:
            return len(data)
        try:
            return self._connection.send(data)
        except BlockingIOError:
            return 0
        except OSError:
            return len(data)
