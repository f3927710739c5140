"""Applications that are saved to go on later: kept for some days, for the one whose they are, until they are handed in
or thrown away."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from contract import drafts as c
from contract.answers import check_answer
from contract.cases import Submission, case_code, read_case_code
from contract.catalogue import CardRule, Item
from contract.field_kinds import get_kind
from contract.forms import Answers, FieldKind
from contract.numbers import tidy_number
from contract.text import text
from hub.cases.models import Case, SavedDraft
from hub.catalogue.models import ItemVersion
from hub.catalogue.selectors import item_name, item_version
from hub.core.clock import local_day
from hub.core.found_rows import list_found
from hub.core.problems import RequestRefused, refused_field
from hub.residents.selectors import number_hashes

_MOST = 100


@transaction.atomic
def save_draft(message: c.DraftToSave, now: datetime) -> SavedDraft:
    """Saves what was entered; under the same id it replaces what was saved. Raises Refused: 409 for what was handed in
    already, for another's id, and for more than there may be."""
    version = item_version(message.item, message.item_version)
    if version is None:
        unknown = text("There is no such item, or not in this version.")
        raise refused_field("item", "unknown_item", unknown, for_good=False)
    item = Item.model_validate(version.content)
    if item.card is not CardRule.NONE and not message.number:
        raise refused_field("number", "required", text("The card is needed."))
    _check_id(message)
    _check_count(message, version, now)
    draft = SavedDraft(
        id=message.id,
        code=case_code(message.id),
        item_version=version,
        number=message.number,
        number_hash=number_hashes(message.number)[0] if message.number else "",
        answers=_without_files(item, message.answers),
        language=message.language,
        saved_at=now,
        expires_at=now + timedelta(days=settings.DRAFT_DAYS),
    )
    draft.save()
    return draft


def _check_id(message: c.DraftToSave) -> None:
    """Raises Refused."""
    if Case.objects.filter(pk=message.id).exists():
        raise RequestRefused(409, text("This has been handed in already."))
    code = case_code(message.id)  # an id can be made to have another's
    if SavedDraft.objects.filter(code=code).exclude(pk=message.id).exists() or Case.objects.filter(code=code).exists():
        raise RequestRefused(409, text("This id belongs to somebody else's."))
    earlier = SavedDraft.objects.select_for_update().filter(pk=message.id).first()
    if earlier is not None and not _is_of(earlier, message.number):
        raise RequestRefused(409, text("This id belongs to somebody else's."))


def _check_count(message: c.DraftToSave, version: ItemVersion, now: datetime) -> None:
    """Raises Refused."""
    if not message.number:
        return
    others = drafts_of(message.number, now).filter(item_version__item=version.item_id).exclude(pk=message.id)
    if others.count() >= c.MOST_DRAFTS:
        most = text(
            "You have saved this {count} times already. Go on with one of them, or throw one away under “My record”.",
            count=c.MOST_DRAFTS,
        )
        raise RequestRefused(409, most)


def _without_files(item: Item, answers: Answers) -> dict[str, object]:
    """Returns the answers to the item's own fields. Files belong to the visit in which they came."""
    keys = {field.key for field in item.form.fields if not get_kind(field.kind).takes_files}
    return {key: answer for key, answer in answers.items() if key in keys and answer}


def _is_of(draft: SavedDraft, number: str | None) -> bool:
    return tidy_number(draft.number or "") == tidy_number(number or "")


def drafts_of(number: str, now: datetime) -> QuerySet[SavedDraft]:
    """Returns what this person has saved and may still go on with, newest first."""
    rows = SavedDraft.objects.filter(number_hash__in=number_hashes(number), expires_at__gt=now)
    return rows.select_related("item_version__item").order_by("-saved_at")


def delete_drafts_of(number: str) -> int:
    """Deletes all that this person has saved; returns how many."""
    return SavedDraft.objects.filter(number_hash__in=number_hashes(number)).delete()[0]


def list_drafts(number: str, now: datetime) -> tuple[c.SavedDraft, ...]:
    """Returns the same as messages. Raises ChangedPastHub."""
    return tuple(map(summary, list_found(drafts_of(number, now)[:_MOST])))


def own_draft(search: c.DraftSearch, now: datetime) -> SavedDraft | None:
    """Returns the draft of the code, for one who shows by the whole number or its last four that it is theirs; without
    a card by those of the telephone. Of one that nobody can be known by the code is enough."""
    code = read_case_code(search.code or "")
    rows = SavedDraft.objects.select_related("item_version__item").filter(code=code or "", expires_at__gt=now)
    draft = rows.first()
    return draft if draft is not None and _is_shown(draft, search) else None


def _is_shown(draft: SavedDraft, search: c.DraftSearch) -> bool:
    if search.number:
        return draft.number is not None and _is_of(draft, search.number)
    numbers = [draft.number] if draft.number else _phones(draft)
    typed = tidy_number(search.last_four or "")
    return not numbers or (len(typed) == 4 and any(tidy_number(number).endswith(typed) for number in numbers))


def _phones(draft: SavedDraft) -> list[str]:
    """Returns the telephones that were entered whole: nobody knows the last four of half a number."""
    fields = Item.model_validate(draft.item_version.content).form.fields
    phones = [field for field in fields if field.kind is FieldKind.PHONE and draft.answers.get(field.key)]
    today = local_day(draft.saved_at)
    return [
        draft.answers[field.key] for field in phones if check_answer(field, draft.answers[field.key], today) is None
    ]


def summary(draft: SavedDraft) -> c.SavedDraft:
    return c.SavedDraft(
        code=draft.code,
        item=draft.item_version.item.code,
        name=item_name(draft.item_version),
        saved_at=draft.saved_at,
        expires_at=draft.expires_at,
        on_phone=opens_on_phone(draft),
    )


def opens_on_phone(draft: SavedDraft) -> bool:
    """Returns whether it can be gone on with on the phone: with a card that takes the city's log-in."""
    return draft.number is None or bool(settings.HUB_CITY_ISSUER)


def open_draft(draft: SavedDraft, *, with_number: bool) -> c.OwnDraft:
    """Returns the draft for the one whose it is. `with_number`: they have shown the whole number."""
    needs_card = draft.number is not None and not with_number
    return c.OwnDraft(
        id=draft.pk,
        saved=summary(draft),
        item_version=draft.item_version.version,
        language=draft.language,
        answers={} if needs_card else draft.answers,
        needs_card=needs_card,
    )


def delete_handed_in(submission: Submission) -> None:
    """Deletes what the submission was filled in from, where it is its applicant's."""
    number = submission.applicant.number if submission.applicant else None
    keys = [key for key in (submission.id, submission.draft) if key is not None]
    for draft in SavedDraft.objects.filter(pk__in=keys):
        if _is_of(draft, number):
            draft.delete()
