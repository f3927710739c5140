"""Surveys of independent assessors, for kiosks."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from contract.cases import case_code
from contract.channels import Acknowledgement
from contract.surveys import SurveyAnswer, Surveys, SurveySearch
from hub.assessment import answering
from hub.kiosks import rate_limits
from hub.kiosks.auth import kiosk_asking

router = Router(tags=["assessment"])


@router.post("surveys/own", response=Surveys)
def find(request: HttpRequest, search: SurveySearch) -> Surveys:
    """Returns what an assessor asks about a case or a visit of one's own."""
    return Surveys(surveys=answering.find_surveys(search, kiosk_asking(request), timezone.now()))


@router.post("surveys", response=Acknowledgement)
def answer(request: HttpRequest, body: SurveyAnswer) -> Acknowledgement:
    """Answers a survey, once."""
    kiosk, now = kiosk_asking(request), timezone.now()
    rate_limits.consume_write(kiosk, now)
    row = answering.answer(body, kiosk, now)
    return Acknowledgement(id=row.pk, code=case_code(row.pk))
