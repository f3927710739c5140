"""Organisations log in at their OpenID provider, to the entries that are tied to them."""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from contract.numbers import NumberError
from hub.channels import entry_accounts
from hub.channels.entry_accounts import OrganisationLogIn
from hub.channels.entry_models import EntryAccount, EntryCode
from hub.core.problems import RequestRefused
from hub.kiosks.own_pages import pages_of_hub
from hub.web.frame import action, page, wording
from hub.web.opened_entries import find_opened, keep_log_in, keep_opened, list_own
from hub.web.openid_pages import LogInFailed, LogInProvider, fetch_who, lead_to
from hub.web.own_entry import show_ways
from hub.web.passes import ENTRY, ORGANISATION_ATTEMPT, end_pass

_log = logging.getLogger("hub.web.organisation_log_in")


@page()
def to_provider(request: HttpRequest) -> HttpResponse:
    try:
        return lead_to(request, _provider())
    except LogInFailed as failure:
        return _fail(request, str(failure))


@page()
def from_provider(request: HttpRequest) -> HttpResponse:
    """Handles the provider's answer. Who has opened an entry by its code ties it; who is tied to one opens it; others
    are told what to do."""
    try:
        log_in = _read_log_in(fetch_who(request, _provider()))
    except LogInFailed as failure:
        return _fail(request, str(failure))
    opened = find_opened(request)
    try:
        own = _list_tied(log_in, opened if isinstance(opened, EntryCode) else None)
    except RequestRefused as refused:
        return show_ways(request, wording(refused.problem), refused.problem.status)
    response = _open(own[0]) if len(own) == 1 else redirect("web:organisation")
    if len(own) != 1:
        end_pass(response, ENTRY)
    keep_log_in(response, log_in)
    end_pass(response, ORGANISATION_ATTEMPT)
    return response


def _list_tied(log_in: OrganisationLogIn, code: EntryCode | None) -> list[EntryAccount]:
    """Raises Refused."""
    if code is None:
        return entry_accounts.list_accounts(log_in)
    now = timezone.now()
    return [entry_accounts.tie_by_code(code, log_in, pages_of_hub(now), now)]


@action
def choose(request: HttpRequest) -> HttpResponse:
    """Opens one of several entries of the organisation that logged in."""
    key = request.POST.get("account", "")
    for account in list_own(request):
        if str(account.pk) == key:
            return _open(account)
    return redirect("web:organisation")


def _open(account: EntryAccount) -> HttpResponse:
    entry_accounts.record_opening(account, pages_of_hub(timezone.now()))
    response = redirect("web:organisation")
    keep_opened(response, account)
    return response


def _read_log_in(claims: dict[str, object]) -> OrganisationLogIn:
    """Raises LogInFailed."""
    try:
        return entry_accounts.read_claims(
            settings.HUB_ORGANISATION_ISSUER, claims, settings.HUB_ORGANISATION_CODE_CLAIM
        )
    except NumberError as error:
        raise LogInFailed("claims") from error


def _provider() -> LogInProvider:
    """Raises Http404 where organisations have none."""
    return LogInProvider.from_settings("ORGANISATION", "web:organisation_back", ORGANISATION_ATTEMPT)


def _fail(request: HttpRequest, why: str) -> HttpResponse:
    """Shows that it failed; neither page nor log says who it was."""
    _log.warning("no log-in by the organisations' provider: %s", why)
    return show_ways(request, _("Your organisation could not be logged in. Please try again, or use the code."), 403)
