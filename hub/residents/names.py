"""Names of residents, as they are compared: however they were typed, with a dot of any kind or none."""

from contract.numbers import tidy_number

NAME = "name"  # what its fingerprint is for


def name_key(name: str) -> str:
    """Returns the letters and digits of a name alone, in half width and capitals."""
    return "".join(filter(str.isalnum, tidy_number(name)))
