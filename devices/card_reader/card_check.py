"""The checks that every driver makes of a card before it hands it over: text that was read wrong is an unreadable
card."""

import re
from dataclasses import fields

from devices.base import Card, DeviceError, Fault

_REPLACEMENT = "\ufffd"  # stands for bytes that are no character
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"


def check_card(card: Card) -> Card:
    """Returns the card. Raises DeviceError(card_unreadable) for a text with characters that could not be decoded, and
    for an ID number of 18 digits whose check digit is wrong (GB 11643); other numbers have none that is known."""
    for field in fields(card):
        if _REPLACEMENT in str(getattr(card, field.name)):
            raise DeviceError(Fault.CARD_UNREADABLE, f"the {field.name} has bytes that are no text")
    if re.fullmatch(r"[0-9]{17}[0-9A-Za-z]", card.number) and card.number[17] != _check_digit(card.number):
        raise DeviceError(Fault.CARD_UNREADABLE, "the number's check digit is wrong")
    return card


def _check_digit(number: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECK_CHARACTERS[total % 11]
