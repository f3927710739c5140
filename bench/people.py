"""Invented people, in any number."""

from contract.numbers import identity_check_digit


def id_number(at: int) -> str:
    """Returns an ID number for each `at` below 50,000, with its check digit."""
    digits = f"11010119{50 + at // 1000:02}0101{at % 1000:03}"
    return digits + identity_check_digit(digits)
