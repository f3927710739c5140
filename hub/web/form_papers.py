"""Papers sent with a form: a file for each, or an electronic licence; of several items, each item's by themselves."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid5

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language

from contract.catalogue import CardRule, Item
from contract.field_kinds.files import LATER
from contract.file_fields import list_file_fields, list_uploads
from contract.problems import Problem
from contract.text import Text
from hub.core.sent_ids import find_id
from hub.files.form_files import LATER_TICKED, count_pages, list_file_inputs
from hub.registers.form_licences import list_form_licences, list_ticked


@dataclass(frozen=True, slots=True)
class PaperInput:
    """`count`: pages that are here already. `licence`: the name of the box for an electronic licence, "" where there is
    none; `position` its value. `later`: the name of the box that it is brought to the counter, "" of papers."""

    name: str
    label: Text
    position: int
    count: int
    licence: str
    is_ticked: bool
    later: str
    is_later: bool
    problem: str


@dataclass(frozen=True, slots=True)
class ItemPapers:
    item: Item
    inputs: list[PaperInput]


def list_papers(item: Item, sent: QueryDict, problem: Problem | None) -> list[PaperInput]:
    """Returns the inputs for the item's papers, of a form whose questions have those for its fields of files."""
    fields = {position for position, _field in list_file_fields(item)}
    return list(_inputs(item, sent, problem, leave_out=fields, prefix=""))


def list_joint_papers(items: Collection[Item], sent: QueryDict, problem: Problem | None) -> list[ItemPapers]:
    """Returns the inputs for the papers and the fields of files of several items; of items that have any."""
    parts = [
        ItemPapers(item, list(_inputs(item, sent_for(item, sent), problem, prefix=prefix_of(item)))) for item in items
    ]
    return [part for part in parts if part.inputs]


def prefix_of(item: Item) -> str:
    """Returns what begins the names of an item's inputs in a form for several."""
    return f"{item.code}."


def sent_for(item: Item, sent: QueryDict) -> QueryDict:
    """Returns what a form for several items sent for this one alone, under an id of its own."""
    own, prefix, key = QueryDict(mutable=True), prefix_of(item), find_id(sent.get("id", ""))
    for name, values in sent.lists():
        if name.startswith(prefix):
            own.setlist(name.removeprefix(prefix), values)
    if key is not None:
        own["id"] = str(uuid5(key, item.code))  # the same for the same form
    return own


def files_for(item: Item, request: HttpRequest) -> "MultiValueDict[str, UploadedFile[Any]]":
    prefix = prefix_of(item)
    names = {name: files for name, files in request.FILES.lists() if name.startswith(prefix)}
    return MultiValueDict({name.removeprefix(prefix): files for name, files in names.items()})


def _inputs(
    item: Item, sent: QueryDict, problem: Problem | None, *, prefix: str, leave_out: Collection[int] = ()
) -> Iterator[PaperInput]:
    language, pages = get_language() or "", count_pages(sent)
    licensed = set() if item.card is CardRule.NONE else {position for position, _name in list_form_licences(item)}
    fields = {position for position, _field in list_file_fields(item)}
    wrong = {error.field: error.message.in_locale(language) for error in problem.errors} if problem else {}
    labels, ticked = dict(list_uploads(item)), list_ticked(sent)
    for position, name in list_file_inputs(item):
        if position in leave_out:
            continue
        yield PaperInput(
            name=f"{prefix}{name}",
            label=labels[position],
            position=position,
            count=pages.get(position, 0),
            licence=f"{prefix}licence" if position in licensed else "",
            is_ticked=str(position) in ticked,
            later=f"{prefix}{name}{LATER_TICKED}" if position in fields else "",
            is_later=sent.get(name) == LATER or f"{name}{LATER_TICKED}" in sent,
            problem=wrong.get(f"{prefix}{name.removeprefix('a_')}", ""),
        )
