"""The simulated end of a line, held to its baud rate: a pty behind a link, or a TCP port. Lives in an asyncio loop."""

import asyncio
import contextlib
import os
import socket
import termios
import tty
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

_BITS_A_BYTE = 10  # 8N1
_PIECE = 32  # bytes moved at a time: 2.8 ms at 115200 baud


def _do_nothing() -> None:
    return None


class SimulatedLine(ABC):
    """`received` is called with what the host sends, `host_left` when it hangs up (TCP), each once its time is come."""

    def __init__(self, baudrate: int | None) -> None:
        """`baudrate` None: as fast as it goes."""
        self.received: Callable[[bytes], None] = lambda data: None
        self.host_left: Callable[[], None] = _do_nothing
        self._baudrate = baudrate
        self._slowed: int | None = None
        self._out = bytearray()
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0
        self._reading: int | None = None
        self._held = False

    @property
    @abstractmethod
    def port(self) -> str:
        """Returns the URL by which a driver reaches this line."""

    @property
    @abstractmethod
    def plugged(self) -> bool: ...

    @property
    def at_its_rate(self) -> bool:
        """Returns whether the host speaks at this line's baud rate, where it has one."""
        return True

    @abstractmethod
    def plug(self) -> None:
        """Connects the line."""

    @abstractmethod
    def unplug(self) -> None:
        """Disconnects the line and drops all that was on its way."""

    @abstractmethod
    def _write(self, data: bytes) -> int:
        """Writes without waiting; returns how many bytes are done with."""

    def commands(self) -> Mapping[str, Callable[[Mapping[str, Any]], None]]:
        """Returns the line's own commands for the control socket, by name."""
        return {}

    def cleared(self) -> None:  # noqa: B027  # most lines have no faults of their own
        """Handles that faults were switched off."""

    def send(self, data: bytes) -> None:
        """Sends behind what is already on its way."""
        self._out += data
        if self._timer is None:
            self._due = asyncio.get_running_loop().time()
            self._schedule()

    def set_baudrate(self, baudrate: int) -> None:
        """Sets the rate once what is on its way has gone, as a device does after it has confirmed the new speed."""
        wait = len(self._out) * self._seconds_a_byte
        asyncio.get_running_loop().call_later(wait, setattr, self, "_baudrate", baudrate)

    def slow_down(self, baudrate: int | None) -> None:
        """Sends as slowly as at this baud rate, until it is None."""
        self._slowed = baudrate

    @property
    def _seconds_a_byte(self) -> float:
        return _BITS_A_BYTE / self._baudrate if self._baudrate else 0.0

    @property
    def sending(self) -> bool:
        return bool(self._out)

    def drop_output(self) -> None:
        """Forgets what has not gone out yet (the device lost its power)."""
        self._out.clear()

    def hold(self, held: bool) -> None:
        """Takes nothing more from the host (busy), or goes on."""
        self._held = held
        self._watch(self._reading)

    def _schedule(self) -> None:
        seconds_a_byte = _BITS_A_BYTE / self._slowed if self._slowed else self._seconds_a_byte
        piece = min(len(self._out), 1 if self._slowed else _PIECE) if seconds_a_byte else len(self._out)
        self._due += piece * seconds_a_byte  # from when the last was due: a late timer delays nothing but itself
        self._timer = asyncio.get_running_loop().call_at(self._due, self._emit, piece)

    def _emit(self, piece: int) -> None:
        self._timer = None
        done = self._write(bytes(self._out[:piece])) if self.plugged else piece
        del self._out[:done]
        if done < piece:
            self._due = asyncio.get_running_loop().time() + 0.005
        if self._out:
            self._schedule()

    def _watch(self, fd: int | None) -> None:
        """Reads from this file from now on; from none for None."""
        loop = asyncio.get_running_loop()
        if self._reading is not None:
            loop.remove_reader(self._reading)
        self._reading = fd
        if fd is not None and not self._held:
            loop.add_reader(fd, self._readable, fd)

    def _readable(self, fd: int) -> None:
        try:
            data = os.read(fd, _PIECE if self._seconds_a_byte else 4096)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._hung_up()
        elif self._seconds_a_byte:
            loop = asyncio.get_running_loop()
            loop.remove_reader(fd)
            loop.call_later(len(data) * self._seconds_a_byte, self._arrived, fd, data)
        else:
            self.received(data)

    def _arrived(self, fd: int, data: bytes) -> None:
        if self._reading == fd:
            self.received(data)
        if self._reading == fd:  # still: what was received may have unplugged the line
            self._watch(fd)

    def _hung_up(self) -> None:
        self._watch(None)
        self.host_left()


class PtyLine(SimulatedLine):
    """A serial port: the pty's far end is linked at `link`."""

    def __init__(self, link: Path, baudrate: int | None) -> None:
        super().__init__(baudrate)
        self._link = link
        self._ends: tuple[int, int] | None = None

    @property
    def port(self) -> str:
        return f"serial://{self._link}?baudrate={self._baudrate or 115200}"

    @property
    def plugged(self) -> bool:
        return self._ends is not None

    @property
    def at_its_rate(self) -> bool:
        rate = getattr(termios, f"B{self._baudrate}", None)
        return self._ends is None or rate in (None, termios.tcgetattr(self._ends[1])[5])

    def plug(self) -> None:
        if self._ends is not None:
            return
        self._ends = near, far = os.openpty()  # the far end stays open here too, else a closed host ends the pty
        tty.setraw(far)
        os.set_blocking(near, False)
        self._watch(near)
        temporary = self._link.with_name(self._link.name + ".new")
        temporary.unlink(missing_ok=True)
        temporary.symlink_to(os.ttyname(far))
        temporary.replace(self._link)

    def unplug(self) -> None:
        if self._ends is None:
            return
        self._watch(None)
        ends, self._ends = self._ends, None
        self.drop_output()
        self._link.unlink(missing_ok=True)
        for end in ends:
            os.close(end)

    def _write(self, data: bytes) -> int:
        if self._ends is not None:
            with contextlib.suppress(BlockingIOError):  # nobody reads: the bytes are lost, as on a real line
                os.write(self._ends[0], data)
        return len(data)


class TcpLine(SimulatedLine):
    """A network port that serves one host at a time, as printers do; others wait their turn."""

    def __init__(self, host: str, port: int, baudrate: int | None = None) -> None:
        """`port` 0: any free one, the same for the line's whole life."""
        super().__init__(baudrate)
        self._address = (host, port)
        self._listener: socket.socket | None = None
        self._connection: socket.socket | None = None

    @property
    def port(self) -> str:
        return f"tcp://{self._address[0]}:{self._address[1]}"

    @property
    def plugged(self) -> bool:
        return self._listener is not None

    def plug(self) -> None:
        if self._listener is None:
            self._listener = socket.create_server(self._address, backlog=4)
            self._listener.setblocking(False)
            self._address = (self._address[0], self._listener.getsockname()[1])
            self._wait_for_host()

    def unplug(self) -> None:
        self._watch(None)
        self.drop_output()
        listener, self._listener = self._listener, None
        if listener is not None:
            asyncio.get_running_loop().remove_reader(listener)
            listener.close()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _wait_for_host(self) -> None:
        if self._listener is not None:
            asyncio.get_running_loop().add_reader(self._listener, self._host_came, self._listener)

    def _host_came(self, listener: socket.socket) -> None:
        try:
            self._connection, _ = listener.accept()
        except OSError:
            return
        asyncio.get_running_loop().remove_reader(listener)
        self._connection.setblocking(False)
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._watch(self._connection.fileno())

    def _hung_up(self) -> None:
        super()._hung_up()
        self.drop_output()
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._wait_for_host()

    def _write(self, data: bytes) -> int:
        if self._connection is None:
            return len(data)
        try:
            return self._connection.send(data)
        except BlockingIOError:
            return 0
        except OSError:
            return len(data)
