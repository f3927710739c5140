"""IPP messages as bytes (RFC 8010, 3): requests to a printer and its answers. Pure: no I/O."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeAlias

from languages.registry import SOURCE

_VERSION = b"\x02\x00"  # IPP/2.0 (PWG 5100.12), which every driverless printer speaks
_OPERATION, _JOB, _END, _PRINTER = 0x01, 0x02, 0x03, 0x04  # delimiter tags; RFC 8010, 3.5.1
_INTEGER, _BOOLEAN, _ENUM = 0x21, 0x22, 0x23  # value tags; RFC 8010, 3.5.2
_NAME, _KEYWORD, _URI, _CHARSET, _LANGUAGE, _MIME = 0x42, 0x44, 0x45, 0x47, 0x48, 0x49
_NUMBERS = (_INTEGER, _ENUM)
_TEXTS = range(0x41, 0x4A)


class Operation(IntEnum):
    """RFC 8011, 5.4.15."""

    PRINT_JOB = 0x0002
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B


class BadIpp(Exception):
    """What came is no IPP."""


Value: TypeAlias = int | str | bool | None
Group: TypeAlias = Mapping[str, Sequence[Value]]
Attribute: TypeAlias = tuple[int, str, "int | str | bool | Sequence[str]"]
"""A value tag, a name, and the value; values in a sequence are several of one name."""


@dataclass(frozen=True, slots=True)
class IppRequest:
    """`attributes` belong to the operation, `job` is how the job is to be done."""

    operation: Operation
    uri: str
    attributes: Sequence[Attribute] = ()
    job: Sequence[Attribute] = ()


@dataclass(frozen=True, slots=True)
class IppAnswer:
    """`status` as in RFC 8011, appendix B: below 0x0100 the operation was carried out. Values that are neither
    numbers, booleans nor text are None."""

    status: int
    operation: Group = field(default_factory=dict)
    printer: Group = field(default_factory=dict)
    jobs: Sequence[Group] = ()

    @property
    def ok(self) -> bool:
        return self.status < 0x0100


def keyword(name: str, value: "str | Sequence[str]") -> Attribute:
    return _KEYWORD, name, value


def integer(name: str, value: int) -> Attribute:
    return _INTEGER, name, value


def boolean(name: str, value: bool) -> Attribute:  # it is the value
    return _BOOLEAN, name, value


def name_of(attribute: str, value: str) -> Attribute:
    return _NAME, attribute, value


def mime_type(name: str, value: str) -> Attribute:
    return _MIME, name, value


def build_request(request: IppRequest, number: int) -> bytes:
    """Returns the request's bytes. The charset, the language and the target come first, in this order (RFC 8011, 4.1.4
    and 4.1.5)."""
    parts = [_VERSION, struct.pack(">HIB", request.operation, number, _OPERATION)]
    parts += [_attribute(_CHARSET, "attributes-charset", "utf-8"), _attribute(_LANGUAGE, _NATURAL, SOURCE)]
    parts.append(_attribute(_URI, "printer-uri", request.uri))
    parts += [_attribute(*attribute) for attribute in request.attributes]
    if request.job:
        parts += [bytes((_JOB,)), *(_attribute(*attribute) for attribute in request.job)]
    return b"".join([*parts, bytes((_END,))])


_NATURAL = "attributes-natural-language"


def _attribute(tag: int, name: str, value: "int | str | bool | Sequence[str]") -> bytes:
    """Returns an attribute's bytes (RFC 8010, 3.1.4 and 3.1.5): further values of the same attribute have no name."""
    values = list(value) if isinstance(value, tuple | list) else [value]
    names = [name, *[""] * (len(values) - 1)]
    return b"".join(_one(tag, each, content) for each, content in zip(names, values, strict=True))


def _one(tag: int, name: str, value: object) -> bytes:
    if isinstance(value, bool):
        content = bytes((value,))
    elif isinstance(value, int):
        content = struct.pack(">i", value)
    else:
        content = str(value).encode()
    encoded = name.encode()
    return struct.pack(">BH", tag, len(encoded)) + encoded + struct.pack(">H", len(content)) + content


def parse_answer(data: bytes) -> IppAnswer:
    """Returns the answer in these bytes. Raises BadIpp."""
    if len(data) < 9 or data[0] not in (1, 2):
        raise BadIpp("no answer of IPP")
    status = struct.unpack(">H", data[2:4])[0]
    operation: dict[str, list[Value]] = {}
    printer: dict[str, list[Value]] = {}
    jobs: list[dict[str, list[Value]]] = []
    group, last, at = operation, "", 8
    while True:
        if at >= len(data):
            raise BadIpp("it ends in the middle")
        tag, at = data[at], at + 1
        if tag == _END:
            return IppAnswer(status, operation, printer, jobs)
        if tag < 0x10:
            group = _group_of(tag, operation, printer, jobs)
            continue
        name, at = _field(data, at)
        content, at = _field(data, at)
        last = name.decode("utf-8", "replace") or last
        group.setdefault(last, []).append(_value(tag, content))


def _group_of(
    tag: int,
    operation: dict[str, list[Value]],
    printer: dict[str, list[Value]],
    jobs: list[dict[str, list[Value]]],
) -> dict[str, list[Value]]:
    """Returns where the attributes behind this delimiter belong; those of other groups are of no use here."""
    if tag == _JOB:
        jobs.append({})
        return jobs[-1]
    return {_OPERATION: operation, _PRINTER: printer}.get(tag, {})


def _field(data: bytes, at: int) -> tuple[bytes, int]:
    """Returns a length in two bytes, and that many bytes."""
    if at + 2 > len(data):
        raise BadIpp("it ends in the middle")
    length = struct.unpack(">H", data[at : at + 2])[0]
    if at + 2 + length > len(data):
        raise BadIpp("it ends in the middle")
    return data[at + 2 : at + 2 + length], at + 2 + length


def _value(tag: int, content: bytes) -> Value:
    if tag in _NUMBERS and len(content) == 4:
        return int(struct.unpack(">i", content)[0])
    if tag == _BOOLEAN and len(content) == 1:
        return content != b"\0"
    return content.decode("utf-8", "replace") if tag in _TEXTS else None
