"""What stands in place of the department of an item that is not public, wherever others can read it."""

from contract.text import Text

NEUTRAL_DEPARTMENT = Text(zh="社区服务中心", en="Community service centre")
