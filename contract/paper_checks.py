"""一次性告知 before anything is handed in: which papers of an item somebody had with them, and which they lack."""

from uuid import UUID

from pydantic import AwareDatetime
from pydantic import Field as Bound

from contract.text import Message


class PaperCheck(Message):
    """Nobody's: no card was shown. `missing`: the positions of the papers that were not there, among the item's."""

    id: UUID
    item: str = Bound(max_length=40)
    item_version: int
    missing: tuple[int, ...] = Bound(max_length=60)
    checked_at: AwareDatetime
