"""Who is asked finds the questions of their own case or visit, and answers them once."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from contract.cases import CaseSearch, read_case_code
from contract.forms import Form
from contract.surveys import Survey, SurveyAnswer, SurveySearch
from contract.text import text
from contract.tickets import TicketState
from hub.assessment.models import SampledMatter
from hub.audit.services import record
from hub.cases.models import Case
from hub.cases.selectors import own_case
from hub.channels.checks import clean_form
from hub.core.clock import check_moment, local_day
from hub.core.problems import RequestRefused, refused_field
from hub.kiosks.gate import Claim, Proof, get_own
from hub.kiosks.models import Kiosk
from hub.queues.models import Ticket

_ABSENT = text("There are no such questions.")


def find_surveys(search: SurveySearch, kiosk: Kiosk, now: datetime) -> tuple[Survey, ...]:
    """Returns what is asked about a case or a visit of one's own. Raises RequestRefused."""
    if bool(search.case) == bool(search.ticket):
        raise refused_field("case", "one", text("A survey is of one case or of one visit."))
    if search.ticket is not None:
        claim = Claim("ticket", str(search.ticket), Proof.CODE, "read survey")
        served = Ticket.objects.filter(pk=search.ticket, state=TicketState.SERVED.value)
        ticket = get_own(claim, served.first, kiosk, now)
        return open_surveys(SampledMatter.objects.filter(ticket=ticket), now)
    proof = Proof.NUMBER if search.number else Proof.LAST_FOUR
    claim = Claim("case", read_case_code(search.case or "") or "", proof, "read survey")
    shown = CaseSearch(code=search.case, number=search.number, last_four=search.last_four)
    return surveys_of_case(get_own(claim, lambda: own_case(shown), kiosk, now), now)


def surveys_of_case(case: Case, now: datetime) -> tuple[Survey, ...]:
    """Returns the surveys that ask about it: of answered cases alone."""
    return open_surveys(SampledMatter.objects.filter(case=case), now) if case.answered_at else ()


def open_surveys(rows: "QuerySet[SampledMatter]", now: datetime) -> tuple[Survey, ...]:
    unanswered = rows.filter(answered_at=None, assessment__asked_at__lte=now, assessment__until__gte=local_day(now))
    return tuple(_survey(row) for row in unanswered.select_related("assessment"))


def _survey(row: SampledMatter) -> Survey:
    assessment = row.assessment
    form = Form.model_validate(assessment.questions)
    return Survey.model_validate({"id": row.pk, "about": row.about, "form": form, "until": assessment.until})


@transaction.atomic
def answer(body: SurveyAnswer, kiosk: Kiosk, now: datetime) -> SampledMatter:
    """Records the answers; the same again are the same ones. Raises RequestRefused: what was answered stays, and what
    was given after the last day is not taken."""
    rows = SampledMatter.objects.select_for_update(of=("self",)).select_related("assessment")
    row = rows.filter(pk=body.id, assessment__asked_at__isnull=False).first()
    given_at = min(check_moment(body.given_at, "given_at"), now)
    if row is None:
        raise RequestRefused(404, _ABSENT)
    answers = clean_form(Form.model_validate(row.assessment.questions), body.answers, local_day(given_at))
    if row.answered_at is not None:
        if row.answers != answers:
            raise RequestRefused(409, text("This has been answered already; thank you."))
        return row
    if row.assessment.until is None or local_day(given_at) > row.assessment.until:
        raise RequestRefused(409, text("The time for answers is over."))
    row.answers, row.answered_at = answers, given_at
    row.save(update_fields=["answers", "answered_at"])
    record(kiosk, "answer survey", f"survey {row.pk}")
    return row
