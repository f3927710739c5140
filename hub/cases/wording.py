"""The wording in place of the department of an item that is not public."""

from contract.text import text

NEUTRAL_DEPARTMENT = text("Community service centre")
