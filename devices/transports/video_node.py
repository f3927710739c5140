"""Video nodes of the kernel (`/dev/video*`), captured from by Video4Linux2 with buffers that are mapped."""

import contextlib
import ctypes
import errno
import fcntl
import mmap
import os
import select
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from devices.base import DeviceError, Fault
from devices.transports import video_structs as v4l2

_BUFFERS = 4
_MOST_LISTED = 64  # formats, and sizes of each
_FAULTS = {
    errno.EBUSY: Fault.IN_USE,
    errno.ENOSPC: Fault.IN_USE,  # others take the whole USB bus
    errno.EACCES: Fault.NO_PERMISSION,
    errno.EPERM: Fault.NO_PERMISSION,
    errno.ENOTTY: Fault.WRONG_DEVICE,
    errno.EINVAL: Fault.WRONG_DEVICE,
    errno.EISDIR: Fault.WRONG_DEVICE,
    errno.ETIMEDOUT: Fault.NOT_RESPONDING,
}


class Kernel:
    """The system calls that capturing needs. Each raises OSError."""

    def open(self, path: str) -> int:
        return os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)

    def ioctl(self, fd: int, request: int, argument: Any) -> None:
        fcntl.ioctl(fd, request, argument)

    def map(self, fd: int, length: int, offset: int) -> mmap.mmap:
        return mmap.mmap(fd, length, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE, offset=offset)

    def wait(self, fd: int, within: float) -> bool:
        """Returns whether a frame has come, or the node is gone, within that many seconds."""
        poll = select.poll()
        poll.register(fd, select.POLLIN)
        return bool(poll.poll(max(0.0, within) * 1000))

    def close(self, fd: int) -> None:
        os.close(fd)


@dataclass(frozen=True, slots=True)
class FrameFormat:
    """`code`: four letters, "MJPG" or "YUYV"."""

    code: str
    width: int
    height: int

    @property
    def pixels(self) -> int:
        return self.width * self.height


class VideoNode:
    """An open node. It films between `start` and `stop` alone."""

    def __init__(self, path: str, kernel: Kernel | None = None) -> None:
        """Raises DeviceError: `disconnected`, `no_permission`, `wrong_device` for one that captures nothing."""
        self._path = path
        self._kernel = kernel or Kernel()
        self._maps: list[mmap.mmap] = []
        self._fd = -1
        self.is_filming = False
        try:
            self._fd = self._kernel.open(path)
            self._capability = self.ask()
        except OSError as error:
            self.close()
            raise self._fault(error) from error
        except DeviceError:
            self.close()
            raise

    @property
    def name(self) -> str:
        """Returns the camera's own name, its driver, and where it is plugged in."""
        parts = (self._capability.card, self._capability.driver, self._capability.bus_info)
        return " ".join(part.decode("utf-8", "replace") for part in parts)

    def ask(self) -> v4l2.VideoCapability:
        """Returns what the node says of itself. Raises DeviceError where it is gone, or no camera."""
        capability = v4l2.VideoCapability()
        self._do(v4l2.QUERYCAP, capability)
        of_driver, of_node = capability.capabilities, capability.device_caps
        able = of_node if of_driver & v4l2.CAP_DEVICE_CAPS else of_driver
        if not (able & v4l2.CAP_CAPTURE and able & v4l2.CAP_STREAMING):
            raise DeviceError(Fault.WRONG_DEVICE, f"{self._path} does not capture pictures")
        return capability

    def list_formats(self) -> list[FrameFormat]:
        """Returns what it can capture; of a range of sizes the largest. Raises DeviceError."""
        formats = (v4l2.FormatDescription(index=at, type=v4l2.CAPTURE) for at in count())
        codes = [each.pixelformat for each in self._listed(v4l2.ENUM_FMT, formats)]
        return [each for code in codes for each in self._list_sizes(code)]

    def choose(self, best: FrameFormat) -> FrameFormat:
        """Sets the format; returns the one that it took. Raises DeviceError."""
        pixels = v4l2.PixelFormat(
            type=v4l2.CAPTURE,
            width=best.width,
            height=best.height,
            pixelformat=v4l2.code_number(best.code),
            field=v4l2.ANY_FIELD,
        )
        self._do(v4l2.S_FMT, pixels)
        return FrameFormat(v4l2.four_letters(pixels.pixelformat), pixels.width, pixels.height)

    def start(self) -> None:
        """Begins to film. Raises DeviceError."""
        request = v4l2.RequestBuffers(count=_BUFFERS, type=v4l2.CAPTURE, memory=v4l2.MMAP)
        self._do(v4l2.REQBUFS, request)
        for index in range(request.count):
            buffer = v4l2.Buffer(index=index, type=v4l2.CAPTURE, memory=v4l2.MMAP)
            self._do(v4l2.QUERYBUF, buffer)
            try:
                self._maps.append(self._kernel.map(self._fd, buffer.length, buffer.offset))
            except OSError as error:
                raise self._fault(error) from error
            self._do(v4l2.QBUF, buffer)
        self._do(v4l2.STREAMON, ctypes.c_int(v4l2.CAPTURE))
        self.is_filming = True

    def stop(self) -> None:
        """Films no more. Never raises."""
        with contextlib.suppress(DeviceError):
            self._do(v4l2.STREAMOFF, ctypes.c_int(v4l2.CAPTURE))
        for mapped in self._maps:
            mapped.close()
        self._maps.clear()
        with contextlib.suppress(DeviceError):
            self._do(v4l2.REQBUFS, v4l2.RequestBuffers(count=0, type=v4l2.CAPTURE, memory=v4l2.MMAP))
        self.is_filming = False

    def drop_frames(self) -> None:
        """Drops what was filmed before now. Raises DeviceError."""
        for _buffer in self._maps:
            self.read(0)

    def read(self, within: float) -> bytes | None:
        """Returns the next frame that came whole; None where none does within that many seconds. Raises DeviceError."""
        try:
            if not self._kernel.wait(self._fd, within):
                return None
        except OSError as error:
            raise self._fault(error) from error
        buffer = v4l2.Buffer(type=v4l2.CAPTURE, memory=v4l2.MMAP)
        try:
            self._kernel.ioctl(self._fd, v4l2.DQBUF, buffer)
        except BlockingIOError:
            return None
        except OSError as error:
            raise self._fault(error) from error
        is_whole = buffer.bytesused and not buffer.flags & v4l2.BUFFER_ERROR
        frame = self._maps[buffer.index][: buffer.bytesused] if is_whole else None
        self._do(v4l2.QBUF, buffer)
        return frame

    def close(self) -> None:
        """Lets go of the node. Never raises."""
        if self._fd < 0:
            return
        if self.is_filming or self._maps:
            self.stop()
        fd, self._fd = self._fd, -1
        with contextlib.suppress(OSError):
            self._kernel.close(fd)

    def _list_sizes(self, code: int) -> Iterator[FrameFormat]:
        sizes = (v4l2.FrameSize(index=at, pixel_format=code) for at in count())
        for size in self._listed(v4l2.ENUM_FRAMESIZES, sizes):
            discrete = size.type == v4l2.DISCRETE
            width, height = (size.sizes[0], size.sizes[1]) if discrete else (size.sizes[1], size.sizes[4])
            yield FrameFormat(v4l2.four_letters(code), width, height)
            if not discrete:
                return

    def _listed(self, request: int, arguments: Iterator[Any]) -> Iterator[Any]:
        """Yields each argument filled in, until the kernel says that there are no more."""
        for argument, _at in zip(arguments, range(_MOST_LISTED), strict=False):
            try:
                self._kernel.ioctl(self._fd, request, argument)
            except OSError as error:
                if error.errno == errno.EINVAL:
                    return
                raise self._fault(error) from error
            yield argument

    def _do(self, request: int, argument: Any) -> None:
        try:
            self._kernel.ioctl(self._fd, request, argument)
        except OSError as error:
            raise self._fault(error) from error

    def _fault(self, error: OSError) -> DeviceError:
        fault = _FAULTS.get(error.errno or 0, Fault.DISCONNECTED)
        return DeviceError(fault, f"{self._path}: {error.strerror or error}")
