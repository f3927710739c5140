"""What stands in place of the department of an item that is not public, wherever others can read it."""

from contract.text import text

NEUTRAL_DEPARTMENT = text("Community service centre")
