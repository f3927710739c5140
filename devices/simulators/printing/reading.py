"""The part that the readers of commands share: coroutines that are sent one byte after the other."""

from collections.abc import Generator

Bytes = Generator[None, int, bytes]
Number = Generator[None, int, int]
Reading = Generator[None, int, None]


def take(count: int) -> Bytes:
    taken = bytearray()
    for _ in range(count):
        taken.append((yield))
    return bytes(taken)


def take_number(size: int = 2) -> Number:
    return int.from_bytes((yield from take(size)), "little")


def take_until(end: int, most: int = 255) -> Bytes:
    """Returns the bytes up to the end mark, without it."""
    taken = bytearray()
    while len(taken) < most and (byte := (yield)) != end:
        taken.append(byte)
    return bytes(taken)
