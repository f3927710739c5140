"""The knowledge base: questions with answers that are the same for everybody. It is asked before a question is sent;
a good answer to one resident becomes an entry, which somebody publishes for an area and looks at again by its day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet

from contract import knowledge as c
from contract.catalogue import split_words
from contract.search.index import Searchable, SearchIndex
from contract.text import Text, text
from hub.audit.services import record
from hub.catalogue.areas import Area
from hub.channels.models import KnowledgeEntry, KnowledgeVersion, Question
from hub.core.problems import RequestRefused, refused_field
from languages.registry import DEFAULT

LONGEST_QUESTION, LONGEST_ANSWER = 200, 2000  # characters of a wording
_MOST = 3
_REVIEW_AFTER = timedelta(days=365)

_MOST_INDICES = 64  # in memory
_built: dict[tuple[tuple[int, datetime], ...], SearchIndex] = {}  # by the rows and when each was changed


@dataclass(frozen=True, slots=True)
class Draft:
    """What staff write. `also_asked`: other ways to put the question, apart by the marks of `split_words`."""

    question: Text
    answer: Text
    also_asked: Text
    area: Area
    review_by: date


def search(typed: str, area: Area) -> c.KnowledgeEntries:
    """Returns what may answer it where that area is."""
    rows = KnowledgeEntry.objects.filter(published=True, area__in=area.upwards())
    return c.KnowledgeEntries(entries=tuple(map(_message, _search(rows, typed)[:_MOST])))


def list_entries(areas: QuerySet[Area]) -> QuerySet[KnowledgeEntry]:
    """Returns entries of these areas: those to be looked at again first, then drafts, then the rest by their day."""
    rows = KnowledgeEntry.objects.filter(area__in=areas).select_related("area", "owner")
    return rows.order_by("published", "review_by", "pk")


def find_entries(areas: QuerySet[Area], typed: str) -> list[KnowledgeEntry]:
    """Returns the entries of these areas that may answer it, drafts too, the most fitting first."""
    return _search(list_entries(areas), typed)


@transaction.atomic
def write(row: KnowledgeEntry, draft: Draft, by: User, now: datetime) -> KnowledgeEntry:
    """Writes a new entry, or the next version of one. Raises Refused."""
    _check(draft)
    if row.pk:
        row = KnowledgeEntry.objects.select_for_update(of=("self",)).get(pk=row.pk)
    row.question, row.answer, row.also_asked = draft.question, draft.answer, draft.also_asked
    row.area, row.review_by, row.owner, row.version = draft.area, draft.review_by, by, row.version + 1
    row.changed_at = now
    row.save()
    KnowledgeVersion.objects.create(
        entry=row, number=row.version, question=row.question, answer=row.answer, made_by=by, made_at=now
    )
    record(by, "write knowledge", f"knowledge {row.pk}", {"version": row.version, "area": draft.area.code})
    return row


@transaction.atomic
def create_from(question: Question, by: User, today: date, now: datetime) -> KnowledgeEntry:
    """Returns a draft of a question that was answered: to be looked over before it is published, since a resident's
    words may tell of the resident. The same question again is the same draft. Raises Refused."""
    existing = KnowledgeEntry.objects.filter(source=question).first()
    if existing:
        return existing
    if not question.answer:
        raise RequestRefused(409, text("This question has no answer yet."))
    draft = Draft(
        Text({DEFAULT: question.text[:LONGEST_QUESTION]}),
        Text({DEFAULT: question.answer}),
        Text(),
        question.area,
        today + _REVIEW_AFTER,
    )
    return write(KnowledgeEntry(source=question), draft, by, now)


@transaction.atomic
def set_published(row: KnowledgeEntry, published: bool, by: User, now: datetime) -> None:
    KnowledgeEntry.objects.filter(pk=row.pk).update(published=published, changed_at=now)
    record(by, "publish knowledge" if published else "withdraw knowledge", f"knowledge {row.pk}")


def count_to_review(areas: QuerySet[Area], today: date) -> int:
    """Returns how many published entries are past the day by which somebody looks at them again."""
    return KnowledgeEntry.objects.filter(Q(review_by__lt=today), area__in=areas, published=True).count()


def first_review(today: date) -> date:
    """Returns the day by which a new entry is looked at again, where nobody says another."""
    return today + _REVIEW_AFTER


def _check(draft: Draft) -> None:
    """Checks an entry. Raises RequestRefused."""
    if not draft.question.root.get(DEFAULT):
        raise refused_field("question", "required", text("Write the question."))
    if not draft.answer.root.get(DEFAULT):
        raise refused_field("answer", "required", text("Write an answer."))
    for name, texts, longest in (
        ("question", draft.question, LONGEST_QUESTION),
        ("answer", draft.answer, LONGEST_ANSWER),
        ("also_asked", draft.also_asked, LONGEST_ANSWER),
    ):
        if any(len(wording) > longest for wording in texts.root.values()):
            raise refused_field(name, "too_long", text("At most {max_length} characters.", max_length=longest))


def _search(rows: QuerySet[KnowledgeEntry], typed: str) -> list[KnowledgeEntry]:
    """Returns those that may answer it, the most fitting first."""
    by_key = {str(row.pk): row for row in rows}
    return [by_key[key] for key in _index(by_key.values()).search(typed)]


def _index(rows: Collection[KnowledgeEntry]) -> SearchIndex:
    """Returns the index over these rows, built once for each state of them."""
    key = tuple((row.pk, row.changed_at) for row in rows)
    index = _built.get(key)
    if index is None:
        if len(_built) >= _MOST_INDICES:
            _built.clear()
        index = _built[key] = SearchIndex(map(_searchable, rows))
    return index


def _searchable(row: KnowledgeEntry) -> Searchable:
    also = tuple(word for wording in row.also_asked.root.values() for word in split_words(wording))
    return Searchable(str(row.pk), (*row.question.root.values(), *also))


def _message(row: KnowledgeEntry) -> c.KnowledgeEntry:
    return c.KnowledgeEntry(id=row.pk, question=row.question, answer=row.answer)
