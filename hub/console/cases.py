"""A case: what it is, what happened, and what may be done with it now."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from contract.answers import mask_answer, render_answer
from contract.cases import CaseState
from contract.casework import CaseFile
from contract.catalogue import Item
from contract.field_kinds import get_kind
from contract.forms import Field, FieldKind
from contract.numbers import mask_text
from contract.text import Text
from hub.audit.services import record
from hub.cases import access
from hub.cases.clocks import may_be_noticed
from hub.cases.colleagues import assignees, receivers
from hub.cases.entitlements import may_grant
from hub.cases.files import case_file
from hub.cases.models import Case, Task, TaskState
from hub.cases.moves import may_want_papers, moves_now, own_areas
from hub.cases.tasks import list_tasks, list_unfinished
from hub.catalogue.models import Department
from hub.console.frame import page, show
from hub.console.opened_case import close_case, is_open, open_case
from hub.console.receipts import has_receipt
from hub.console.results import find_result, may_issue
from hub.core.clock import local_day
from hub.core.signature_svg import draw_signature
from hub.files.selectors import papers_in
from hub.kiosks.office_hours import last_office_day
from hub.notify.selectors import messages_of
from hub.places.selectors import count_cases_at, place_of
from hub.staff.names import names_of
from hub.staff.scopes import Action
from languages.registry import DEFAULT, LOCALES

_MOST = 300  # people to choose from
_WORKED_ON = (CaseState.ACCEPTED, CaseState.IN_PROGRESS)


@page(Action.READ_CASES)
def read(request: HttpRequest, user: User, code: str) -> HttpResponse:
    """Returns a case with the resident's data masked. It is kept on record; a confidential one is opened as if
    revealed."""
    case = access.case_for(user, code, Action.READ_CASES)
    revealed = is_open(request, case)
    if not revealed:
        close_case(request)
    if case.confidential or revealed:
        access.record_opening(user, case)
    else:
        record(user, "look at case", f"case {case.code}")
    return _show_case(request, user, case, revealed=revealed)


@page(Action.READ_CASES, post=True)
def reveal(request: HttpRequest, user: User, code: str) -> HttpResponse:
    """Returns the same with the resident's data, each time on record. It stays open while one works on this case, until
    another page of cases is looked at; with `hide` it is masked again at once."""
    case = access.case_for(user, code, Action.READ_CASES)
    if "hide" in request.POST:
        close_case(request)
        return redirect("console:case", case.code)
    access.record_opening(user, case)
    open_case(request, case)
    return _show_case(request, user, case, revealed=True)


def _show_case(request: HttpRequest, user: User, case: Case, revealed: bool) -> HttpResponse:
    now = timezone.now()
    all_tasks = list_tasks(case)
    file = case_file(case, last_office_day(now), all_tasks)
    item = Item.model_validate(case.item_version.content)
    works, takes_in = access.may_work(user, case), access.may_take_in(user, case)
    tasks = [task for task in all_tasks if task.state == TaskState.OPEN]
    departments = list(Department.objects.all())
    return show(
        request,
        user,
        "case",
        here="worklist",
        file=file,
        revealed=revealed,
        applicant=_applicant(file, revealed),
        answers=_answers(file, item, revealed),
        names={row.code: row for row in departments} | {row.code: row for row in (case.area, case.taken_in)},
        departments=departments,
        people=names_of(_named_in(file)),
        moves=moves_now(case, all_tasks) if works else [],
        item_papers=[paper.name for paper in item.papers],
        may_want_papers=works and may_want_papers(case),
        missing=[paper for paper in file.papers if paper.received_at is None] if takes_in else [],
        my_tasks=[task for task in tasks if access.may_do(user, task)],
        left_out_by_me=_left_out_by(user, case, tasks) if works else [],
        unfinished=list_unfinished(case, all_tasks) if case.state in _WORKED_ON else [],
        assignable=[(task, people) for task in tasks if (people := assignees(user, task)[:_MOST])],
        may_ask=works and case.state in _WORKED_ON,
        colleagues=receivers(user, case).exclude(pk=case.responsible_id or 0)[:_MOST],
        own_areas=own_areas(case).exclude(pk=case.area.pk) if takes_in else [],
        may_notice=works and may_be_noticed(case),
        messages_told=messages_of(case),
        **_place(user, case),
        papers_sent=papers_in(case) if access.may_open(user, case) else [],
        mandate_signature=_mandate_signature(case, revealed),
        result=find_result(case, revealed),
        may_issue=may_issue(user, case),
        may_grant=works and may_grant(case),
        may_end=works,
        has_receipt=has_receipt(case),
        today=local_day(now),
        others=[locale for tag, locale in LOCALES.items() if tag != DEFAULT],
    )


def _place(user: User, case: Case) -> dict[str, object]:
    """Returns the place that the case is about, for those who may open it."""
    place = place_of(case) if access.may_open(user, case) else None
    return {"place": place, "cases_there": count_cases_at(place) if place else 0}


def _left_out_by(user: User, case: Case, tasks: Iterable[Task]) -> list[Task]:
    """Returns the open steps that one may leave out: of the case's own department, as its head."""
    if case.state not in _WORKED_ON or not access.may_leave_out(user, case):
        return []
    return [task for task in tasks if task.step is not None and task.department_id == case.department_id]


def _named_in(file: CaseFile) -> list[str | None]:
    assigned = [task.assigned_to for task in file.tasks]
    return [file.first_contact, file.row.responsible, *assigned, *(event.by for event in file.timeline)]


def _applicant(file: CaseFile, revealed: bool) -> list[tuple[str, str]]:
    person, organisation = file.applicant, file.organisation
    if person is None:
        return []
    pairs = [(_("Full name"), person.name), (_("ID number"), person.number), (_("Address"), person.address or "")]
    pairs += [(_("Agent"), file.agent or "")]
    pairs += [(_("For the organisation"), f"{organisation.name} {organisation.code}")] if organisation else []
    return [(label, words if revealed else mask_text(words)) for label, words in pairs if words]


def _answers(file: CaseFile, item: Item, revealed: bool) -> list[tuple[Text, Text, bool, SafeString]]:
    """Returns question, answer, whether it differs from the card, and the picture of a signature."""
    fields = {field.key: field for field in item.form.fields}
    show = render_answer if revealed else mask_answer
    answered = [(key, fields.get(key) or _unknown_field(key), answer) for key, answer in file.answers.items()]
    if file.applicant:  # what is as on the card stands above
        answered = [row for row in answered if row[0] in file.unlike_card or row[1].fact not in ("name", "number")]
    return [
        (field.label, show(field, answer), key in file.unlike_card, _picture(field, answer, revealed))
        for key, field, answer in answered
    ]


def _picture(field: Field, answer: object, revealed: bool) -> SafeString:
    """Returns the signature for those who read what is personal."""
    is_shown = get_kind(field.kind).signs_form and revealed
    return draw_signature(str(answer), _("Signature")) if is_shown else SafeString("")


def _mandate_signature(case: Case, revealed: bool) -> SafeString:
    """Returns what the principal signed, for those who read what is personal."""
    signature = case.mandate.signature if case.mandate and revealed else None
    return draw_signature(str(signature or ""), _("Signature on the mandate"))


def _unknown_field(key: str) -> Field:
    """Returns a field for an answer to a question that the form no longer has."""
    return Field(key="unknown", label=Text.plain(key), kind=FieldKind.TEXT)
