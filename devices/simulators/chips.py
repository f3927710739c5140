"""Invented cards with chips, for the virtual PC/SC reader. Their bytes are made apart from the driver's reading."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

CONTACT = bytes.fromhex("3B6D00000080318065B0890201F1839000")
CONTACTLESS = bytes.fromhex("3B8F8001804F0CA0000003060300010000000068")
IDENTITY = bytes.fromhex("3B888001D10386050080800058")
APPLICATION = b"sx1.sh.\xc9\xe7\xbb\xe1\xb1\xa3\xd5\xcf"

ALL_FORMS = frozenset({"tag", "index", "short_tag", "short_index"})
"""Ways of READ RECORD: by tag or index, in the file that was selected or by its short identifier."""

Files = Mapping[int, tuple[bytes, ...]]


@dataclass(frozen=True)
class ChipCard:
    """`files`: the records of EF05 and EF06, each with tag and length. `locked` tags want an authentication first."""

    title: str
    atr: bytes = CONTACT
    files: Files = field(default_factory=dict)
    locked: frozenset[int] = frozenset()
    uid: bytes = b""


def _record(tag: int, value: bytes) -> bytes:
    return bytes((tag, len(value))) + value


def social_security(
    title: str,
    card_number: str,
    version: str,
    id_number: str,
    name: str,
    *,
    sex: bytes = b"2",
    nation: str = "01",
) -> ChipCard:
    """Returns a card with its records in the order of the standard; a name longer than 30 bytes goes on in record 4E,
    which else is absent."""
    long_name = name.encode("gbk")
    ef05 = (
        _record(0x01, bytes.fromhex("11010000000000000000000000000000")),
        _record(0x02, b"1"),
        _record(0x03, version.encode()),
        _record(0x04, bytes.fromhex("910110000001110000000001")),
        _record(0x05, bytes.fromhex("20200101")),
        _record(0x06, bytes.fromhex("20400101")),
        _record(0x07, card_number.encode()),
    )
    ef06 = (
        _record(0x08, id_number.encode()),
        _record(0x09, long_name[:30].ljust(30, b"\0")),
        *([_record(0x4E, long_name[30:].ljust(20, b"\0"))] if len(long_name) > 30 else []),
        _record(0x0A, sex),
        _record(0x0B, bytes.fromhex(nation)),
        _record(0x0C, bytes.fromhex("110101")),
        _record(0x0D, bytes.fromhex(id_number[6:14])),
    )
    tags = {record[0] for record in ef05 + ef06}
    locked = tags - {0x01, 0x03, 0x07} if version.startswith("3") else set()
    return ChipCard(title, CONTACT, {0x05: ef05, 0x06: ef06}, frozenset(locked))


def never_written(card: ChipCard) -> ChipCard:
    """Returns the same card with FF where 00 fills its values up, and a name extension that was never written."""

    def filled(record: bytes) -> bytes:
        value = record[2:]
        spare = len(value) - len(value.rstrip(b"\0")) if record[0] == 0x09 else 0
        return record[: len(record) - spare] + b"\xff" * spare

    person = [filled(record) for record in card.files[0x06] if record[0] != 0x4E]
    person.insert(2, _record(0x4E, b"\xff" * 20))
    return replace(card, files={**card.files, 0x06: tuple(person)})


CHIP_CARDS: Mapping[str, ChipCard] = {
    "second": social_security(
        "李秀英 (second generation)", "A12345678", "2.00", "110101196503074525", "李秀英", nation="11"
    ),
    "first": social_security(
        "张伟明 (first generation)", "B00000017", "1.00", "11010519491231002X", "张伟明", sex=b"\x02"
    ),
    "long_name": social_security(
        "a name that goes on", "C11111111", "2.00", "110101199001011237", "阿卜杜热合曼·买买提艾力·图尔荪江"
    ),
    "third": social_security("third generation, no name", "D87654321", "3.00", "110101198808081215", "王小明"),
    "third_contactless": replace(
        social_security("third generation, contactless", "E24682468", "3.01", "110101198808081215", "王小明"),
        atr=CONTACTLESS,
    ),
    "city": ChipCard("a city card: a UID and no more", CONTACTLESS, uid=bytes.fromhex("04A1B2C3D4E5F6")),
    "identity": ChipCard("an identity card on the wrong reader", IDENTITY),
    "bank": ChipCard("a bank card"),
}
