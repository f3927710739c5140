"""The fields of an item's form that hold files: they are handed in like its papers, and stand behind them."""

from contract.catalogue import Item
from contract.field_kinds import get_kind
from contract.field_kinds.files import LATER
from contract.fields import Answer, Answers, Field
from contract.text import Text


def list_file_fields(item: Item) -> list[tuple[int, Field]]:
    """Returns each with its position, which is counted on from the last paper's."""
    fields = [field for field in item.form.fields if get_kind(field.kind).takes_files]
    return list(enumerate(fields, start=len(item.papers)))


def list_file_keys(item: Item) -> set[str]:
    return {field.key for _position, field in list_file_fields(item)}


def list_uploads(item: Item) -> list[tuple[int, Text]]:
    """Returns what may be handed in as files, by position. The card itself is no such paper."""
    papers = [(at, paper.name) for at, paper in enumerate(item.papers) if not paper.on_card]
    return papers + [(at, field.label) for at, field in list_file_fields(item)]


def name_at(item: Item, position: int) -> Text:
    """Returns the name of the paper or the field at this position; no words where there is none."""
    names = {at: paper.name for at, paper in enumerate(item.papers)} | dict(list_uploads(item))
    return names.get(position, Text())


def list_not_asked(item: Item, answers: Answers) -> set[int]:
    """Returns the positions of the fields that are not asked for after these answers."""
    keys = {field.key for field in item.form.asked(answers)}
    return {at for at, field in list_file_fields(item) if field.key not in keys}


def list_missing_files(item: Item, answers: Answers) -> list[Field]:
    """Returns the fields that need files, and have none."""
    keys = {field.key for field in item.form.asked(answers)}
    return [
        field
        for _position, field in list_file_fields(item)
        if field.required and field.key in keys and not answers.get(field.key)
    ]


def put_later(item: Item, answers: Answers) -> dict[str, Answer]:
    """Returns the answers in which what is missing is brought to the counter."""
    return {**answers, **{field.key: LATER for field in list_missing_files(item, answers)}}
