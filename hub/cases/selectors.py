"""Cases as residents see them, without personal data; and the answer, for the one whose case it is."""

from collections.abc import Iterable

from django.utils import timezone

from contract import cases as c
from contract.catalogue import NEUTRAL_NAME, Item
from contract.forms import FieldKind
from contract.numbers import tidy_number
from contract.people import Person
from contract.text import Text
from hub.calendar.selectors import is_provisional
from hub.cases.models import CASE_COLUMNS, Case, TimelineEntry
from hub.cases.own_complaints import complaints_of
from hub.cases.states import ANSWERED
from hub.cases.supplements import still_missing
from hub.cases.wording import NEUTRAL_DEPARTMENT
from hub.catalogue.models import Department
from hub.catalogue.selectors import item_name
from hub.core.clock import local_day
from hub.core.row_seal import SEAL
from hub.core.sealing import ChangedPastHub
from hub.core.statements import columns_of, fetch_models, key_of
from hub.residents.models import Resident

_MOST = 100  # cases in an answer
_PUBLIC = 'SELECT {columns} FROM cases_timelineentry WHERE case_id = %s AND public ORDER BY "at", id'
_SHOWN = (*CASE_COLUMNS, SEAL, "state", "submitted_at", "promised_by", "item_version__published_at")


def find_by_code(typed: str) -> Case | None:
    """Returns the case of a code as someone typed it. Raises ChangedPastHub, also where the card data of somebody's
    case are gone: it would be told to who has the code."""
    code = c.read_case_code(typed)
    case = None if code is None else Case.objects.select_related("item_version").filter(code=code).first()
    if case is None:
        return None
    if case.check_seal().resident_id is not None and case.applicant is None:
        raise ChangedPastHub(Case._meta.db_table, "applicant", str(case.pk))
    return case


def cases_of(resident: Resident) -> tuple[c.CaseSummary, ...]:
    """Returns a person's cases, newest first. What is sealed stays so, and of the item only the name is read. Raises
    ChangedPastHub."""
    rows = Case.objects.filter(resident=resident).select_related("item_version").only(*_SHOWN)
    return summaries(case.check_seal() for case in rows.order_by("-submitted_at")[:_MOST])


def case_if_theirs(search: c.CaseSearch) -> Case | None:
    """Returns the case of that code, if the applicant's number ends so; of a report by nobody, the telephone left with
    it."""
    case = find_by_code(search.code or "")
    return case if case is not None and (_ends_so(case, search.last_four or "") or is_of_nobody(case)) else None


def own_case(search: c.CaseSearch) -> Case | None:
    """Returns the case of the code, for one who shows by the whole number or its last four that it is theirs. Of one
    that nobody can be known by the code is enough."""
    case = find_by_code(search.code or "")
    if case is None or is_of_nobody(case):
        return case
    if case.applicant is None:
        return case if _ends_so(case, search.last_four or "") else None
    number = tidy_number(Person.model_validate(case.applicant).number)
    if search.number:
        return case if tidy_number(search.number) in {number, _agents(case, number)} else None
    return case if _ends_so(case, search.last_four or "") else None


def _agents(case: Case, number: str) -> str:
    """Returns the number of who acts for the applicant of that number, as long as the mandate holds; else none.
    Raises ChangedPastHub."""
    mandate = case.mandate
    if mandate is None or mandate.revoked_at is not None or mandate.until < local_day(timezone.now()):
        return ""
    principal = mandate.check_seal().principal
    theirs = mandate.organisation_id == case.organisation_id if principal is None else principal.number == number
    return mandate.agent.number if theirs else ""


def is_of_nobody(case: Case) -> bool:
    """Returns whether it was handed in without a card and without a telephone: its code is all there is to know it
    by."""
    return case.applicant is None and not _phones(case)


def proof_of(case: Case) -> c.CaseSearch:
    """Returns the search by which the owner of a case finds it, for one who has shown it already: their number, else
    the last four of the telephone."""
    if case.applicant is not None:
        return c.CaseSearch(code=case.code, number=Person.model_validate(case.applicant).number)
    phones = _phones(case)
    return c.CaseSearch(code=case.code, last_four=phones[0][-4:] if phones else None)


def _ends_so(case: Case, last_four: str) -> bool:
    if len(last_four) != 4:
        return False
    numbers = _phones(case) if case.applicant is None else [Person.model_validate(case.applicant).number]
    return any(tidy_number(number).endswith(tidy_number(last_four)) for number in numbers)


def _phones(case: Case) -> list[str]:
    """Returns the telephones that were left with it."""
    form = Item.model_validate(case.item_version.content).form
    answers = [case.answers.get(field.key, "") for field in form.fields if field.kind is FieldKind.PHONE]
    return [answer for answer in answers if answer]


def summaries(cases: Iterable[Case]) -> tuple[c.CaseSummary, ...]:
    return tuple(c.CaseSummary.model_validate(_summary(case)) for case in cases)


def _summary(case: Case) -> dict[str, object]:
    return {
        "code": case.code,
        "item": item_name(case.item_version) if case.public else NEUTRAL_NAME,
        "state": case.state,
        "submitted_at": case.submitted_at,
        "promised_by": case.promised_by,
        "provisional": is_provisional(case.promised_by),
    }


def detail(case: Case) -> c.CaseDetail:
    """Returns the case with its timeline, oldest first, without a word of what was said to whose case it is. One that
    is not public says no more than its state.
    """
    timeline = [_entry(row, noted=False) for row in _public_timeline(case)]
    missing = still_missing(case) if case.public else ()
    department = _department(case) if case.public else NEUTRAL_DEPARTMENT
    return c.CaseDetail.model_validate(
        {**_summary(case), "department": department, "timeline": timeline, "missing": missing}
    )


def _public_timeline(case: Case) -> list[TimelineEntry]:
    return fetch_models(TimelineEntry, _PUBLIC.format(columns=columns_of(TimelineEntry)), [key_of(Case, case.pk)])


def own_detail(case: Case) -> c.CaseDetail:
    """Returns the same as `detail`, for the one whose case it is: with what is missing, every note, and the answer."""
    timeline = [_entry(row, noted=True) for row in _public_timeline(case)]
    answer = None if case.answer is None else Text.model_validate(case.answer)
    may_review = case.state in ANSWERED and not case.reviews.filter(over=True).exists()
    more: dict[str, object] = {"item": item_name(case.item_version), "department": _department(case), "answer": answer}
    more |= {"may_review": may_review, "complaints": complaints_of([case])}
    return c.CaseDetail.model_validate({**_summary(case), **more, "timeline": timeline, "missing": still_missing(case)})


def _department(case: Case) -> Text:
    if case.department:
        return case.department.name
    item = Item.model_validate(case.item_version.content)
    department = Department.objects.filter(code=item.department).first()
    return department.name if department else Text.plain(item.department)


def _entry(row: TimelineEntry, noted: bool) -> c.TimelineEntry:
    note = row.note if row.note and noted else None
    return c.TimelineEntry(at=row.at, state=c.CaseState(row.state), note=note)
