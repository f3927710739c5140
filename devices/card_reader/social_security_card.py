"""Social security cards (LD/T 32, LD/T 33): which record is where, and what is in it. A PIN is never asked for and
VERIFY never sent: a guess would lock a resident's card."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain

from devices.base import Card, CardKind, DeviceError, Fault
from devices.card_reader.card_check import check_card
from devices.card_reader.chip import CardRefused, Chip
from devices.card_reader.nations import NATIONS

Records = Mapping[int, bytes]
"""Values by their tag."""

_SELECT = bytes.fromhex("00A404000F") + "sx1.sh.社会保障".encode("gbk")
_NO_MORE = {0x6A83, 0x6A82}
_MOST_RECORDS = 16

_VERSION, _ISSUED, _EXPIRES, _CARD_NUMBER = 0x03, 0x05, 0x06, 0x07
_ID_NUMBER, _NAME, _NAME_ON, _SEX, _NATION, _BIRTH = 0x08, 0x09, 0x4E, 0x0A, 0x0B, 0x0D
_CARD_TAGS = (_CARD_NUMBER, _VERSION, _ISSUED, _EXPIRES)  # the first must be there
_PERSON_TAGS = (_ID_NUMBER, _NAME, _NAME_ON, _SEX, _NATION, _BIRTH)
_PADDING = b" \0\xff"  # unwritten memory too; no character of GB18030 ends in it
_SEXES = {1: "男", 2: "女", 9: "未说明", 0: "未知"}  # GB/T 2261.1


def read_social_security_card(chip: Chip) -> Card | None:
    """Returns the card, or None where the chip refuses to select such an application: cards do so with many a status. A
    third-generation card has its number and no name. Raises DeviceError: `card_unreadable`."""
    try:
        chip.send(_SELECT)
    except CardRefused:
        return None
    card = _read_file(chip, 5, _CARD_TAGS)
    if not _text(card.get(_CARD_NUMBER, b"")):
        raise DeviceError(Fault.CARD_UNREADABLE, "no card number in EF05")
    locked = card.get(_VERSION, b"").startswith(b"3")  # the rest wants a PSAM or the issuer
    return check_card(parse_records(card, {} if locked else _read_file(chip, 6, _PERSON_TAGS)))


def parse_records(card: Records, person: Records) -> Card:
    """Returns the values of EF05 and EF06; what is missing or cannot be read is None, a name or number ""."""
    valid_from, valid_to = _date(card.get(_ISSUED, b"")), _date(card.get(_EXPIRES, b""))
    return Card(
        CardKind.SOCIAL_SECURITY,
        name=_name(person),
        number=_text(person.get(_ID_NUMBER, b"")),
        sex=_SEXES.get(_digit(person.get(_SEX, b""))),
        nation=NATIONS.get(person.get(_NATION, b"").hex()),
        birth=_date(person.get(_BIRTH, b"")),
        valid_from=valid_from if valid_to else None,
        valid_to=valid_to,
        card_number=_text(card.get(_CARD_NUMBER, b"")),
    )


def parse_record(record: bytes) -> tuple[int, bytes] | None:
    """Returns tag and value; None where the record does not hold as much as it says."""
    if len(record) < 2 or len(record) < 2 + record[1]:
        return None
    return record[0], record[2 : 2 + record[1]]


# Four forms of READ RECORD are in use; a card knows some of them.


def _read_file(chip: Chip, file: int, tags: tuple[int, ...]) -> Records:
    """Returns the records of EF05 or EF06, by tag where the card can: an index shifts where a record is absent. Empty
    where no form returns the first of the tags."""
    selected = _select_file(chip, file)
    in_file, by_short_id = ([0x00] if selected else []), [file << 3]
    ways = chain(
        (_by_tag(chip, p2, tags) for p2 in in_file + by_short_id),
        (_by_index(chip, p2 | 0x04) for p2 in in_file + by_short_id),
    )
    return next((records for records in ways if tags[0] in records), {})


def _select_file(chip: Chip, file: int) -> bool:
    for p1 in (0x02, 0x00):
        try:
            chip.send(bytes((0x00, 0xA4, p1, 0x00, 0x02, 0xEF, file)))
            return True
        except CardRefused:
            continue
    return False


def _by_tag(chip: Chip, p2: int, tags: tuple[int, ...]) -> Records:
    """Returns the records read by tag. A card that takes tags for indices shows itself by the tag in its answer."""
    records: dict[int, bytes] = {}
    for tag in tags:
        record = _read_record(chip, tag, p2)
        if isinstance(record, tuple) and record[0] == tag:
            records[tag] = record[1]
        elif tag == tags[0]:
            break
    return records


def _by_index(chip: Chip, p2: int) -> Records:
    return dict(_records(chip, p2))


def _records(chip: Chip, p2: int) -> Iterator[tuple[int, bytes]]:
    for index in range(1, _MOST_RECORDS + 1):
        record = _read_record(chip, index, p2)
        if isinstance(record, tuple):
            yield record
        elif record in _NO_MORE:
            return


def _read_record(chip: Chip, p1: int, p2: int) -> tuple[int, bytes] | int | None:
    """Returns tag and value; or the status word of a refusal; or None for a record that is none."""
    try:
        return parse_record(chip.send(bytes((0x00, 0xB2, p1, p2)), le=0))
    except CardRefused as refusal:
        return refusal.status


def _name(person: Records) -> str:
    """Returns the name. A long name goes on in a second record, perhaps in the middle of a character."""
    return _text(person.get(_NAME, b"").rstrip(b"\0\xff") + person.get(_NAME_ON, b""))


def _text(value: bytes) -> str:
    """Returns the text, with U+FFFD for bytes that are no text."""
    text = value.rstrip(_PADDING).decode("gb18030", errors="replace")
    return "".join(character for character in text if unicodedata.category(character) != "Cc").strip()


def _digit(value: bytes) -> int:
    """Returns a code of one byte, binary or as a digit of ASCII; -1 for none."""
    return value[0] & 0x0F if len(value) == 1 and value[0] & 0xF0 in (0x00, 0x30) else -1


def _date(value: bytes) -> date | None:
    """Returns the date in four bytes BCD, yyyymmdd; None where there is none."""
    digits = value.hex()
    if not re.fullmatch(r"[0-9]{8}", digits):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
