"""The HTTP interface, /api/v1/: the routers of all apps, and what they have in common."""

import logging
import traceback
from typing import Any

import pydantic_core
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser

from contract.text import text
from hub.assessment.api import router as assessment
from hub.audit.findings import raise_row_changed
from hub.cases.api import router as cases
from hub.cases.drafts_api import router as drafts
from hub.cases.staff_api import router as casework
from hub.catalogue.api import router as catalogue
from hub.certificates.api import router as certificates
from hub.certificates.staff_api import router as certificates_by_staff
from hub.channels.api import router as channels
from hub.channels.callers_api import router as callers
from hub.channels.staff_api import router as channels_for_staff
from hub.core.database_faults import UNAVAILABLE, name_fault
from hub.core.problem_schema import HubApi
from hub.core.problems import RequestRefused, problem, problem_response
from hub.core.sealing import ChangedPastHub
from hub.core.validation_text import field_problem
from hub.departments.api import note_refused
from hub.departments.api import router as departments
from hub.display.api import router as boards
from hub.files.api import router as uploads
from hub.kiosks.api import router as kiosks
from hub.kiosks.auth import KioskToken
from hub.kiosks.staff_api import router as kiosks_for_staff
from hub.notify.api import router as messages
from hub.operations.heartbeat import router as heartbeat
from hub.operations.reconcile import router as reconcile
from hub.own_record.api import router as own_record
from hub.places.api import router as places
from hub.queues.api import router as queues
from hub.queues.appointment_api import router as appointments
from hub.queues.window_api import router as windows
from hub.registers.api import router as registers
from hub.residents.api import router as residents
from hub.residents.staff_api import router as residents_for_staff

_log = logging.getLogger("hub")


class StrictJson(Parser):
    """JSON as RFC 8259 has it, bounded in depth: no NaN, no lone surrogates; and no NUL, which PostgreSQL refuses."""

    def parse_body(self, request: HttpRequest) -> Any:
        body = request.body
        parsed = pydantic_core.from_json(body, allow_inf_nan=False)
        if b"\\u0000" in body and _has_nul(parsed):
            raise ValueError("NUL")
        return parsed


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_has_nul(part) for pair in value.items() for part in pair)
    return isinstance(value, list) and any(map(_has_nul, value))


api = HubApi(
    title="社区公共服务综合信息平台 · community hub",
    version="1",
    docs_url=None,
    auth=KioskToken(),
    parser=StrictJson(),
)
for _router in (
    catalogue,
    cases,
    drafts,
    casework,
    certificates,
    certificates_by_staff,
    departments,
    residents,
    registers,
    own_record,
    residents_for_staff,
    callers,
    appointments,
    boards,
    channels_for_staff,
    channels,
    queues,
    windows,
    kiosks,
    heartbeat,
    reconcile,
    kiosks_for_staff,
    messages,
    uploads,
    places,
    assessment,
):
    api.add_router("", _router)


@api.exception_handler(RequestRefused)
def _refused(request: HttpRequest, error: RequestRefused) -> HttpResponse:
    return problem_response(error.problem)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    note_refused(request)
    return problem_response(problem(422, errors=tuple(map(field_problem, error.errors[:60]))))


@api.exception_handler(AuthenticationError)
def _unknown_kiosk(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem_response(problem(401))


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    note_refused(request)
    return problem_response(problem(error.status_code))


@api.exception_handler(MultiPartParserError)
@api.exception_handler(UnreadablePostError)
@api.exception_handler(SuspiciousOperation)
@api.exception_handler(BadRequest)
def _unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem_response(problem(400))


@api.exception_handler(PermissionDenied)
def _not_allowed(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problem_response(problem(403))


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem_response(problem(404))


@api.exception_handler(ChangedPastHub)
def _changed_past_hub(request: HttpRequest, error: ChangedPastHub) -> HttpResponse:
    """Refuses nothing for good: once it is put right, the same may be taken."""
    raise_row_changed(error)
    return problem_response(problem(409, text("This record was changed past the hub and is not shown.")))


def _database_away(request: HttpRequest, error: Exception) -> HttpResponse:
    _log.error("database: %s", name_fault(error))
    return problem_response(problem(503))


for _fault in UNAVAILABLE:
    api.exception_handler(_fault)(_database_away)


@api.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """Logs the place and the kind of the error. Its message might quote personal data."""
    _log.error("%s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
    return problem_response(problem(500))
