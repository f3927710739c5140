"""The part that the readers of commands share: coroutines that are sent one byte after the other."""

from collections.abc import Generator

Bytes = Generator[None, int, bytes]
Number = Generator[None, int, int]
Reading = Generator[None, int, None]


def take(count: int) -> Bytes:
    content = bytearray()
    for _ in range(count):
        content.append((yield))
    return bytes(content)


def take_number(size: int = 2) -> Number:
    return int.from_bytes((yield from take(size)), "little")


def take_until(end: int, most: int = 255) -> Bytes:
    """Returns the bytes up to the end mark, without it."""
    content = bytearray()
    while len(content) < most and (byte := (yield)) != end:
        content.append(byte)
    return bytes(content)
