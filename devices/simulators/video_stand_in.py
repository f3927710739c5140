"""The kernel's part of Video4Linux2 in front of the simulated camera: `VideoNode` speaks with it as with the kernel.

with standing_in():
    make_driver("document_camera", "v4l2", port_of(process), {})

Written down from linux/videodev2.h by offsets in bytes, apart from the structures of `devices.transports`.
"""

import contextlib
import errno
import json
import os
import select
import socket
import struct
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from devices.simulators.process import SimulatorError, send_command
from devices.transports.video_node import Kernel

_ANSWERS = 1.0  # seconds
_PLACE, _CONTROL = "/dev/video@", ".control"
_CAPTURE_STREAMING = 0x0420_0001
_SOUND = 0x0422_0000


def port_of(port: str) -> str:
    """Returns the port of the camera whose simulator has that TCP port. The file of a simulator's control socket is
    one as well, before it runs."""
    return f"v4l2://{_PLACE}{port.removeprefix('tcp://')}"


@contextlib.contextmanager
def standing_in() -> Iterator[None]:
    """Lets drivers of cameras see the simulated ones besides the machine's own."""
    with patch("devices.document_camera.v4l2.Driver.kernel", StandInKernel):
        yield


class StandInKernel(Kernel):
    """One for each open node."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self._come = bytearray()
        self._about: dict[str, Any] = {}
        self._size, self._code = (0, 0), b""
        self._buffers: list[bytearray] = []
        self._queued: list[int] = []
        self._is_filming = self._is_asked = False
        self._picture_number = 0  # number of the last picture that was asked for
        self._picture: tuple[bytes, bool] | None = None

    def open(self, path: str) -> int:
        if not path.startswith(_PLACE) and not path.endswith(_CONTROL):
            return super().open(path)
        host, _, port = _find_line(path).rpartition(":")
        try:
            self._socket = socket.create_connection((host, int(port)), _ANSWERS)
        except OSError:
            raise _error(errno.ENOENT) from None
        try:
            self._about = self._question("describe")
            if "no_permission" in self._about["refused"]:
                raise _error(errno.EACCES)
        except OSError:
            self.close(-1)
            raise
        return self._socket.fileno()

    def ioctl(self, fd: int, request: int, argument: Any) -> None:
        if self._socket is None:
            return super().ioctl(fd, request, argument)
        self._check_there()
        memory = memoryview(argument).cast("B")
        if request >> 16 & 0x3FFF != len(memory) or request >> 8 & 0xFF != ord("V"):
            raise _error(errno.ENOTTY)
        self._handlers[request & 0xFF](memory)
        return None

    def map(self, fd: int, length: int, offset: int) -> Any:
        if self._socket is None:
            return super().map(fd, length, offset)
        return _Mapped(self._buffers[offset >> 12])

    def wait(self, fd: int, within: float) -> bool:
        """Asks for a picture where none is on its way: a camera that films sends one after the other."""
        if self._socket is None:
            return super().wait(fd, within)
        end = time.monotonic() + within
        if self._picture is None and self._is_filming and not self._is_asked:
            self._picture_number, self._is_asked = self._picture_number + 1, True
            self._tell(
                {"ask": "picture", "number": self._picture_number, "size": self._size, "code": self._code.decode()}
            )
        while self._picture is None and (left := end - time.monotonic()) > 0:
            if not select.select([self._socket], [], [], left)[0]:
                return False
            self._receive()
            self._picture = self._take_picture()
        return self._picture is not None

    def close(self, fd: int) -> None:
        if self._socket is None:
            super().close(fd)
            return
        connection, self._socket = self._socket, None
        connection.close()

    @property
    def _handlers(self) -> dict[int, Callable[[memoryview], None]]:
        return {
            0: self._capability,
            2: self._format,
            5: self._set_format,
            8: self._request_buffers,
            9: self._query_buffer,
            15: self._queue,
            17: self._dequeue,
            18: partial(self._stream, on=True),
            19: partial(self._stream, on=False),
            74: self._frame_size,
        }

    def _capability(self, memory: memoryview) -> None:
        able = _SOUND if "sound_card" in self._about["refused"] else _CAPTURE_STREAMING
        card = str(self._about["card"]).encode()
        struct.pack_into("<16s32s32sIII", memory, 0, b"uvcvideo", card, b"usb-sim-1", 0x060100, able | 1 << 31, able)

    def _format(self, memory: memoryview) -> None:
        codes = sorted(self._about["formats"])
        index = struct.unpack_from("<I", memory, 0)[0]
        if index >= len(codes):
            raise _error(errno.EINVAL)
        struct.pack_into("<32s4s", memory, 12, b"a format", codes[index].encode())

    def _frame_size(self, memory: memoryview) -> None:
        index, code = struct.unpack_from("<I4s", memory, 0)
        sizes = self._about["formats"].get(code.decode(), [])
        if index >= len(sizes):
            raise _error(errno.EINVAL)
        struct.pack_into("<III", memory, 8, 1, *sizes[index])

    def _set_format(self, memory: memoryview) -> None:
        width, height, code = struct.unpack_from("<II4s", memory, 8)
        if "in_use" in self._about["refused"]:
            raise _error(errno.EBUSY)
        self._size, self._code = (width, height), code
        struct.pack_into("<I", memory, 28, width * height * 2)

    def _request_buffers(self, memory: memoryview) -> None:
        count, kind, way = struct.unpack_from("<III", memory, 0)
        if (kind, way) != (1, 1):
            raise _error(errno.EINVAL)
        self._buffers = [bytearray(self._size[0] * self._size[1] * 2) for _ in range(count)]
        self._queued = []

    def _query_buffer(self, memory: memoryview) -> None:
        index = struct.unpack_from("<I", memory, 0)[0]
        struct.pack_into("<QI", memory, 64, index << 12, len(self._buffers[index]))

    def _queue(self, memory: memoryview) -> None:
        self._queued.append(struct.unpack_from("<I", memory, 0)[0])

    def _dequeue(self, memory: memoryview) -> None:
        if self._picture is None or not self._queued:
            raise _error(errno.EAGAIN)
        (content, damaged), self._picture = self._picture, None
        index = self._queued.pop(0)
        self._buffers[index][: len(content)] = content
        struct.pack_into("<IIII", memory, 0, index, 1, len(content), 0x40 if damaged else 0)

    def _stream(self, memory: memoryview, *, on: bool) -> None:
        self._is_filming = on
        self._picture, self._is_asked = None, False
        self._tell({"ask": "film", "on": on})

    def _question(self, name: str) -> dict[str, Any]:
        self._tell({"ask": name})
        while b"\n" not in self._come:
            self._receive()
        return self._take_line()

    def _take_line(self) -> dict[str, Any]:
        line, _, rest = bytes(self._come).partition(b"\n")
        self._come[:] = rest
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _take_picture(self) -> tuple[bytes, bool] | None:
        """Returns one that has come whole; one that was asked for before the camera stopped is dropped."""
        line, mark, rest = bytes(self._come).partition(b"\n")
        if not mark or len(rest) < json.loads(line)["bytes"]:
            return None
        answer = json.loads(line)
        content, self._come[:] = rest[: answer["bytes"]], rest[answer["bytes"] :]
        if answer["number"] != self._picture_number or not self._is_asked:
            return None
        self._is_asked = False
        return content, bool(answer["damaged"])

    def _tell(self, question: dict[str, Any]) -> None:
        try:
            self._connection.sendall(json.dumps(question).encode() + b"\n")
        except OSError:
            raise _error(errno.ENODEV) from None

    def _receive(self) -> None:
        try:
            data = self._connection.recv(1 << 20)
        except TimeoutError:
            raise _error(errno.ETIMEDOUT) from None
        except OSError:
            data = b""
        if not data:
            raise _error(errno.ENODEV)
        self._come += data

    def _check_there(self) -> None:
        if not select.select([self._connection], [], [], 0)[0]:
            return
        try:
            is_closed = self._connection.recv(1, socket.MSG_PEEK) == b""
        except OSError:
            is_closed = True
        if is_closed:
            raise _error(errno.ENODEV)

    @property
    def _connection(self) -> socket.socket:
        if self._socket is None:
            raise _error(errno.EBADF)
        return self._socket


class _Mapped:
    """Memory of a buffer, as `mmap` has it."""

    def __init__(self, memory: bytearray) -> None:
        self._memory = memory

    def __getitem__(self, part: slice) -> bytes:
        return bytes(self._memory[part])

    def close(self) -> None:
        """Lets go of it."""


def _find_line(path: str) -> str:
    """Returns HOST:PORT of the simulator. Raises OSError."""
    if path.startswith(_PLACE):
        return path.removeprefix(_PLACE)
    try:
        return str(send_command(Path(path), {"do": "state"})["port"]).removeprefix("tcp://")
    except SimulatorError:
        raise _error(errno.ENOENT) from None


def _error(number: int) -> OSError:
    return OSError(number, os.strerror(number))
