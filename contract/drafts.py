"""What a resident entered and saved, to go on with it later: at any kiosk, or on the phone."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field as Bound

from contract.answers import check_answer, clean_answers
from contract.cases import CaseSearch
from contract.catalogue import Item
from contract.field_kinds import get_kind
from contract.forms import Answer, Answers
from contract.text import Message, Personal, Text

MOST_DRAFTS = 3  # of one person and item


class DraftToSave(Personal):
    """The answers so far. `id` is that of the submission which it may become: saved again under it, it replaces what
    was saved before. `number`: of the applicant whose card lies there; without one, the code and the last four of a
    telephone among the answers open it."""

    id: UUID
    item: str = Bound(max_length=40)
    item_version: int
    number: str | None = Bound(default=None, max_length=20)
    answers: dict[str, Answer] = Bound(max_length=60)
    language: str = Bound(default="", max_length=20)


class SavedDraft(Message):
    """A saved draft, without anything that was entered. `item`: the code; `code`: by which it is gone on with, and that
    of the case which it may become; `on_phone`: it can be gone on with on the phone too."""

    code: str
    item: str
    name: Text
    saved_at: datetime
    expires_at: datetime
    on_phone: bool = False


class DraftList(Message):
    drafts: tuple[SavedDraft, ...] = ()  # newest first


class DraftSearch(CaseSearch):
    """`code`, with the `number` on the card or the `last_four`, as of a case."""


class OwnDraft(Personal):
    """A draft for the one whose it is. Of an item that needs a card, nothing is told without the whole number:
    `needs_card` is then True, and there are no answers."""

    id: UUID
    saved: SavedDraft
    item_version: int
    language: str
    answers: dict[str, Answer] = Bound(default_factory=dict)
    needs_card: bool = False


def fit_answers(item: Item, answers: Answers, today: date) -> dict[str, Answer]:
    """Returns what the item's form, as it is now, can still take of answers that were given to it earlier. Files are no
    part of them: they belong to the visit in which they came."""
    fitting = {
        field.key: answers[field.key]
        for field in item.form.fields
        if field.key in answers
        and not get_kind(field.kind).takes_files
        and check_answer(field, answers[field.key], today) is None
    }
    return clean_answers(item.form, fitting)
