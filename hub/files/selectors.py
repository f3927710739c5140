"""The papers of a case, for who may open it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from contract.catalogue import Item
from contract.file_fields import name_at
from contract.text import Text
from hub.cases.models import Case
from hub.core.worded import WordedQuery
from hub.files.models import PaperPage


@dataclass(frozen=True, slots=True)
class CasePaper:
    """A paper by name, with the ids of its pages in their order. `origin`: of an electronic licence; see PaperPage."""

    name: Text
    pages: tuple[UUID, ...]
    origin: Mapping[str, str] | None = None


def papers_in(case: Case) -> list[CasePaper]:
    """Returns what has come by telephone, in the order in which it came. Raises ChangedPastHub."""
    item = Item.model_validate(case.item_version.content)
    papers: dict[tuple[object, ...], tuple[Text, list[UUID], Mapping[str, str] | None]] = {}
    for row in _PAGES.fetch(case.pk):
        _check(row)
        name = row.missing.name if row.missing else name_at(item, row.position)
        licence = row.origin["number"] if row.origin else ""
        papers.setdefault((row.session_id, row.position, licence), (name, [], row.origin))[1].append(row.pk)
    return [CasePaper(name, tuple(pages), origin) for name, pages, origin in papers.values()]


_PAGES = WordedQuery(
    lambda case: (
        PaperPage.objects.filter(session__case=case)
        .select_related("missing", "session")
        .order_by("session__opened_at", "position", "number")
    )
)


def find_page(case: Case, key: UUID) -> PaperPage | None:
    """Raises ChangedPastHub where it was put there past the hub."""
    page = PaperPage.objects.filter(session__case=case, pk=key).select_related("file", "session").first()
    return None if page is None else _check(page)


def _check(page: PaperPage) -> PaperPage:
    """Returns the page itself. Raises ChangedPastHub."""
    page.session.check_seal()
    return page.check_seal()
