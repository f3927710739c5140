"""The structures and requests of Video4Linux2 that are needed to capture (linux/videodev2.h, on 64 bit machines)."""

import ctypes
from collections.abc import Sequence
from typing import Any, ClassVar

CAPTURE, MMAP, ANY_FIELD = 1, 1, 0  # v4l2_buf_type, v4l2_memory, v4l2_field
CAP_CAPTURE, CAP_STREAMING, CAP_DEVICE_CAPS = 0x1, 0x0400_0000, 0x8000_0000
DISCRETE = 1  # v4l2_frmsizetypes
BUFFER_ERROR = 0x40  # V4L2_BUF_FLAG_ERROR

u32, u8 = ctypes.c_uint32, ctypes.c_uint8
_Fields = Sequence[tuple[str, Any]]


class VideoCapability(ctypes.Structure):
    _fields_: ClassVar[_Fields] = [
        ("driver", ctypes.c_char * 16),
        ("card", ctypes.c_char * 32),
        ("bus_info", ctypes.c_char * 32),
        ("version", u32),
        ("capabilities", u32),
        ("device_caps", u32),
        ("reserved", u32 * 3),
    ]


class FormatDescription(ctypes.Structure):
    _fields_: ClassVar[_Fields] = [
        ("index", u32),
        ("type", u32),
        ("flags", u32),
        ("description", ctypes.c_char * 32),
        ("pixelformat", u32),
        ("mbus_code", u32),
        ("reserved", u32 * 3),
    ]


class FrameSize(ctypes.Structure):
    """`sizes`: width and height of a discrete one; else least, most and step of the width, then of the height."""

    _fields_: ClassVar[_Fields] = [
        ("index", u32),
        ("pixel_format", u32),
        ("type", u32),
        ("sizes", u32 * 6),
        ("reserved", u32 * 2),
    ]


class PixelFormat(ctypes.Structure):
    """`struct v4l2_format` with its `pix`."""

    _fields_: ClassVar[_Fields] = [
        ("type", u32),
        ("padding", u32),
        ("width", u32),
        ("height", u32),
        ("pixelformat", u32),
        ("field", u32),
        ("bytesperline", u32),
        ("sizeimage", u32),
        ("rest", u8 * 176),
    ]


class RequestBuffers(ctypes.Structure):
    _fields_: ClassVar[_Fields] = [
        ("count", u32),
        ("type", u32),
        ("memory", u32),
        ("capabilities", u32),
        ("flags", u8),
        ("reserved", u8 * 3),
    ]


class Buffer(ctypes.Structure):
    """`struct v4l2_buffer`; of the union `m` the offset."""

    _fields_: ClassVar[_Fields] = [
        ("index", u32),
        ("type", u32),
        ("bytesused", u32),
        ("flags", u32),
        ("field", u32),
        ("timestamp", ctypes.c_int64 * 2),
        ("timecode", u8 * 16),
        ("sequence", u32),
        ("memory", u32),
        ("offset", ctypes.c_uint64),
        ("length", u32),
        ("reserved2", u32),
        ("request_fd", u32),
    ]


def _request(direction: int, number: int, argument: type[Any]) -> int:
    """Returns the request's number (asm-generic/ioctl.h): 1 writes, 2 reads."""
    return direction << 30 | ctypes.sizeof(argument) << 16 | ord("V") << 8 | number


QUERYCAP = _request(2, 0, VideoCapability)
ENUM_FMT = _request(3, 2, FormatDescription)
S_FMT = _request(3, 5, PixelFormat)
REQBUFS = _request(3, 8, RequestBuffers)
QUERYBUF = _request(3, 9, Buffer)
QBUF = _request(3, 15, Buffer)
DQBUF = _request(3, 17, Buffer)
STREAMON = _request(1, 18, ctypes.c_int)
STREAMOFF = _request(1, 19, ctypes.c_int)
ENUM_FRAMESIZES = _request(3, 74, FrameSize)


def four_letters(number: int) -> str:
    """Returns a pixel format's code in letters: "MJPG"."""
    return number.to_bytes(4, "little").decode("latin-1")


def code_number(letters: str) -> int:
    return int.from_bytes(letters.encode("latin-1"), "little")
