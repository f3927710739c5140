"""From one scan's bytes to its text, without what scanners put before codes: pure, so that it can be tried with any
bytes."""

import re
import unicodedata
from collections.abc import Sequence

from devices.scanner.raw_scan import ScanFinding

_IN_CODES = frozenset("\x04\x1d\x1e")  # ISO/IEC 15434 and GS1 part their fields with these
_AROUND = "\x00\x01\x02\x03\ufeff"  # NUL, SOH, STX, ETX, a byte order mark
_STX = "\x02"
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")  # ISO/IEC 15424: symbology and modifier
_AIM_WITH_ECI = re.compile(r"\](?:Q[2456]|d[456]|z[35-9A-C]|L[12]|C[45]|e[4-9])")
_ECI = re.compile(r"\\[0-9]{6}|\\\\")
_LEADING_ECI = re.compile(r"\\[0-9]{6}")
_OURS_IN_CAPITALS = re.compile(r"(?:CASE|TICKET):")
_COMMON_SHARE = 0.6  # of a text's characters in GB18030: noise decodes as rare ones


class NotText(Exception):
    def __init__(self, finding: ScanFinding) -> None:
        super().__init__(str(finding))
        self.finding = finding


def read_code(data: bytes, encodings: Sequence[str], code_id_length: int = 0) -> tuple[str, tuple[ScanFinding, ...]]:
    """Returns the code in these bytes, "" where there is none, and what was odd about it. The encodings are tried in
    turn; the further ones only count where the text looks like one. `code_id_length`: characters to take off at the
    beginning. Raises NotText."""
    text = _decode(data, encodings)
    inner = text.rpartition(_STX)[2].strip(_AROUND)  # what stands before it had no end
    code, findings = _without_identifier(inner, code_id_length)
    if any(unicodedata.category(c) == "Cc" and c not in _IN_CODES for c in code):
        raise NotText(ScanFinding.CONTROLS)
    if _OURS_IN_CAPITALS.match(code):
        findings.append(ScanFinding.UPPER_CASE)
    return (code if code.strip() else ""), tuple(findings)


def _without_identifier(text: str, code_id_length: int) -> tuple[str, list[ScanFinding]]:
    findings: list[ScanFinding] = []
    aim = _AIM.match(text)
    code = text[aim.end() :] if aim else text
    code = code.lstrip(_AROUND)[code_id_length:]
    if aim or code_id_length:
        findings.append(ScanFinding.IDENTIFIER)
    if _LEADING_ECI.match(code) or _AIM_WITH_ECI.match(text):  # in this mode a backslash is doubled
        plain = _ECI.sub(lambda escape: "\\" if escape[0] == "\\\\" else "", code)
        if plain != code:
            findings.append(ScanFinding.ESCAPES)
        code = plain.lstrip(_AROUND)
    return code, findings


def _decode(data: bytes, encodings: Sequence[str]) -> str:
    for nth, encoding in enumerate(encodings):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if nth == 0 or _looks_like_text(text):
            return text
    readable = sum(0x20 <= byte < 0x7F for byte in data)
    raise NotText(ScanFinding.OTHER_ENCODING if readable * 2 > len(data) else ScanFinding.NO_TEXT)


def _looks_like_text(text: str) -> bool:
    """Returns whether most of its characters are common ones, as in GB 2312."""
    others = [character for character in text if not character.isascii()]
    common = sum(_is_common(character) for character in others)
    return common >= _COMMON_SHARE * len(others)


def _is_common(character: str) -> bool:
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False
