"""Numbers that name people and organisations: reading, checking and masking them. No network, no clock."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contract.people import PersonKind

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999, 2^(17-i) mod 11
_CHECK_DIGITS = "10X98765432"
_DIGITS = frozenset("0123456789")
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
# GB/T 2260, the first two digits. Whole district codes are not held against a list: people keep those long abolished.
_PROVINCES = frozenset(
    str(code)
    for codes in (range(11, 16), range(21, 24), range(31, 38), range(41, 47), range(50, 55), range(61, 66), (71,))
    for code in codes
)
_RESIDENCE_PERMITS = frozenset(("81", "82", "83"))  # Hong Kong, Macao, Taiwan
_PEOPLES_NUMBERS = re.compile(r"(?<![0-9])(?:[0-9]{17}[Xx]|[0-9]{16,19}|1[3-9][0-9]{9})(?![0-9])")
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z


class NumberProblem(StrEnum):
    """Why a number cannot be right."""

    LENGTH = "length"
    CHARACTERS = "characters"
    CHECK_DIGIT = "check_digit"
    REGION = "region"
    BIRTH_DATE = "birth_date"
    FUTURE_BIRTH = "future_birth"


class NumberError(ValueError):
    """A number that cannot be right. It never carries the number itself."""

    def __init__(self, problem: NumberProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True, repr=False)
class IdentityNumber:
    """The content of a person's number. `birth`, `sex` and `region` are None where the number does not say them for
    sure."""

    number: str  # as it is printed on the card: capital letters, no spaces
    kind: PersonKind
    birth: date | None = None
    sex: str | None = None  # 男 or 女
    region: str | None = None  # the first six digits (GB/T 2260)

    def __repr__(self) -> str:
        return f"<IdentityNumber {self.kind}>"


def read_identity_number(text: str, today: date) -> IdentityNumber:
    """Returns the number of any of the four kinds of card, typed in half or full width, X in either case.

    18 characters: citizens (GB 11643), residence permits of Hong Kong, Macao and Taiwan residents (81, 82, 83) and
    foreigners' cards of 2023 (9). 15 characters: foreigners' cards of 2017, three letters and twelve digits, of which
    only the shape is checked. Raises NumberError.
    """
    number = tidy_number(text)
    if len(number) == 15:
        return _read_foreigner_2017(number)
    if len(number) != 18:
        raise NumberError(NumberProblem.LENGTH)
    if not set(number[:17]) <= _DIGITS or number[17] not in _DIGITS | {"X"}:
        raise NumberError(NumberProblem.CHARACTERS)
    if identity_check_digit(number[:17]) != number[17]:
        raise NumberError(NumberProblem.CHECK_DIGIT)
    kind = _kind_of(number)
    birth = _birth_of(number, today)
    sex = "男" if int(number[16]) % 2 else "女"
    return IdentityNumber(number, kind, birth, sex, None if kind is PersonKind.FOREIGNER_2023 else number[:6])


def identity_check_digit(first17: str) -> str:
    """Returns the eighteenth character for seventeen digits (GB 11643, ISO 7064 MOD 11-2)."""
    return _CHECK_DIGITS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first17, strict=True)) % 11]


def tidy_number(text: str) -> str:
    """Returns the number in half width and capitals, without white space: as numbers are stored and compared."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def _read_foreigner_2017(number: str) -> IdentityNumber:
    if not (set(number[:3]) <= _LETTERS and set(number[3:]) <= _DIGITS):
        raise NumberError(NumberProblem.LENGTH if set(number) <= _DIGITS else NumberProblem.CHARACTERS)
    return IdentityNumber(number, PersonKind.FOREIGNER_2017)


def _kind_of(number: str) -> PersonKind:
    if number[0] == "9":
        return PersonKind.FOREIGNER_2023
    if number[:2] in _RESIDENCE_PERMITS:
        return PersonKind.HK_MO_TW_RESIDENT
    if number[:2] in _PROVINCES:
        return PersonKind.CITIZEN
    raise NumberError(NumberProblem.REGION)


def _birth_of(number: str, today: date) -> date:
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise NumberError(NumberProblem.BIRTH_DATE) from None
    if birth > today:
        raise NumberError(NumberProblem.FUTURE_BIRTH)
    return birth


def read_organisation_code(text: str) -> str:
    """Returns the unified social credit code (GB 32100-2015) as it is written, check character verified. Raises
    NumberError."""
    code = tidy_number(text)
    if len(code) != 18:
        raise NumberError(NumberProblem.LENGTH)
    if not set(code) <= set(_ORGANISATION_ALPHABET):
        raise NumberError(NumberProblem.CHARACTERS)
    if organisation_check_character(code[:17]) != code[17]:
        raise NumberError(NumberProblem.CHECK_DIGIT)
    return code


def organisation_check_character(first17: str) -> str:
    """Returns the eighteenth character of a unified social credit code: weights 3^i mod 31."""
    total = sum(_ORGANISATION_ALPHABET.index(c) * pow(3, place, 31) for place, c in enumerate(first17))
    return _ORGANISATION_ALPHABET[-total % 31]


def is_luhn(digits: str) -> bool:
    """Returns whether a string of digits ends in its Luhn check digit (ISO/IEC 7812), as bank cards do."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(int(digit) for digit in digits[-1::-2]) + sum(doubled)) % 10 == 0


def age(birth: date, on: date) -> int:
    """Returns the full years on a day. A person born on 29 February grows older on 1 March in common years."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def mask_name(name: str) -> str:
    """Returns 张三丰 as 张**, "ANNA LI" as "A*** L*". A single character is hidden altogether."""
    return " ".join(word[0] + "*" * (len(word) - 1) if len(name) > 1 else "*" for word in name.split())


def mask_number(number: str, head: int = 3, tail: int = 4) -> str:
    """Returns the first `head` and the last `tail` characters, stars between; stars alone where that would hide
    nothing."""
    hidden = len(number) - head - tail
    if hidden <= 0:
        return "*" * len(number)
    return number[:head] + "*" * hidden + number[len(number) - tail :]


def mask_phone(phone: str) -> str:
    """Returns 13800138000 as 138****8000."""
    return mask_number(phone, 3, 4)


def mask_numbers(text: str) -> str:
    """Returns running text, in which the numbers of people stand masked: ID numbers, mobiles, bank cards."""
    return _PEOPLES_NUMBERS.sub(lambda number: _mask_found(number[0]), text)


def _mask_found(number: str) -> str:
    if len(number) == 11:
        return mask_phone(number)
    is_identity = len(number) == 18 and identity_check_digit(number[:17]) == number[17].upper()
    return mask_number(number) if is_identity else mask_number(number, head=0)


def mask_text(text: str) -> str:
    """Returns the first three and last four of a number or an address that is long enough; else the first character,
    and at most eight stars."""
    if len(text) > 9 and text.isascii():
        return mask_number(text)
    return text[:1] + "*" * min(len(text) - 1, 8)
