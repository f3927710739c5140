"""Which entry of the directory this browser has opened, by its code or by its organisation's log-in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from hub.channels import entry_accounts, own_entries
from hub.channels.entry_accounts import OrganisationLogIn
from hub.channels.entry_models import EntryAccount, EntryCode
from hub.web.passes import ENTRY, ORGANISATION, find_pass, give_pass

_LOG_IN = "log-in"
OpenedEntry = EntryCode | EntryAccount


def keep_opened(response: HttpResponse, opened: OpenedEntry) -> None:
    kind = f"{_LOG_IN} " if isinstance(opened, EntryAccount) else ""
    give_pass(response, ENTRY, f"{kind}{opened.pk}")


def find_opened(request: HttpRequest) -> OpenedEntry | None:
    """Returns what still opens the entry."""
    kind, _, key = (find_pass(request, ENTRY) or "").rpartition(" ")
    if not key.isdecimal():
        return None
    if kind == _LOG_IN:
        return entry_accounts.find_account(int(key)) if settings.HUB_ORGANISATION_ISSUER else None
    return own_entries.find_by_key(key, timezone.now())


def keep_log_in(response: HttpResponse, log_in: OrganisationLogIn) -> None:
    give_pass(response, ORGANISATION, f"{log_in.subject_hash} {log_in.credit_code}")


def find_log_in(request: HttpRequest) -> OrganisationLogIn | None:
    subject_hash, _, credit_code = (find_pass(request, ORGANISATION) or "").partition(" ")
    return OrganisationLogIn(subject_hash, credit_code) if subject_hash and settings.HUB_ORGANISATION_ISSUER else None


def list_own(request: HttpRequest) -> list[EntryAccount]:
    """Returns what the organisation that logged in may open."""
    log_in = find_log_in(request)
    return entry_accounts.list_accounts(log_in) if log_in else []
