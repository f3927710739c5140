"""What stands in place of a confidential item, wherever others can read it."""

from contract.text import Text

NEUTRAL_ITEM = Text(zh="社区事务", en="Community matter")
NEUTRAL_DEPARTMENT = Text(zh="社区服务中心", en="Community service centre")
