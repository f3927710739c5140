"""What the administrator maintains, row by row: what is, what should be, and what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hub.alerts.models import AlertRecipient
from hub.audit.models import AuditEntry
from hub.console.wording import WORDS
from hub.core.clock import local_day, local_time
from hub.core.sealing import keys, keys_path
from hub.core.wording import list_words
from hub.departments.models import ApiKey, Delivery, DeliveryState
from hub.kiosks.models import Kiosk
from hub.notify.models import MessageChannel
from hub.notify.readiness import find_lack
from hub.operations.retention import due
from hub.operations.retention_rules import RULES
from hub.residents.models import Consent, Purpose
from languages.registry import LOCALES

_LATE = timedelta(hours=26)  # what is past its time is removed in the night
_KEY_AGE, _SOON, _SILENT = timedelta(days=400), timedelta(days=30), timedelta(days=90)


@dataclass(frozen=True, slots=True)
class UpkeepRow:
    """`remedy` is empty where nothing has to be done; `address`: the page on which it is done."""

    what: str
    state: str
    demand: str
    remedy: str = ""
    address: str = ""


def list_retention(now: datetime) -> Iterator[UpkeepRow]:
    last = AuditEntry.objects.filter(action="purge").first()
    on_time = last is not None and now - last.at <= _LATE
    state = _("last on %(at)s") % {"at": local_time(last.at)} if last else _("never")
    nightly = _("Run each night: python -m hub purge; an installed hub does so by itself.")
    yield UpkeepRow(_("Removal"), state, _("each night"), "" if on_time else nightly)
    late, waiting = due(now - _LATE), due(now)
    for rule in RULES:
        count = waiting[rule.name]
        state = _("%(count)d past their time") % {"count": count} if count else _("none past its time")
        words = str(WORDS["retention_rule"].get(rule.name, rule.name))
        yield UpkeepRow(words, state, _duration_text(rule.keeps), nightly if late[rule.name] else "")


def _duration_text(keeps: timedelta | None) -> str:
    if keeps is None:
        return _("kept until the day of each row")
    return _("kept for %(days)d days") % {"days": keeps.days}


def list_consents(now: datetime) -> Iterator[UpkeepRow]:
    today = local_day(now)
    in_force = Q(given=True, kept_until__gte=today)
    counts = Consent.objects.values("purpose").annotate(yes=Count("resident", in_force, distinct=True))
    by_purpose = {row["purpose"]: row["yes"] for row in counts}
    for purpose in Purpose.objects.all():
        missing = [locale.name for tag, locale in LOCALES.items() if not purpose.wording.root.get(tag)]
        remedy = _("Write it in: %(languages)s.") % {"languages": list_words(missing)} if missing else ""
        agreed = by_purpose.get(purpose.pk, 0)
        state = (
            _("%(count)d residents agree") % {"count": agreed} if purpose.needs_consent else _("the law asks for it")
        )
        demand = _("told in every language; kept for %(days)d days") % {"days": purpose.keep_days}
        address = reverse("admin:residents_purpose_change", args=[purpose.pk])
        yield UpkeepRow(purpose.name.in_locale(get_language() or ""), state, demand, remedy, address)


def list_keys(now: datetime) -> Iterator[UpkeepRow]:
    age = now - datetime.fromtimestamp(keys_path().stat().st_mtime, UTC)
    yield UpkeepRow(
        _("Keys that seal personal data"),
        _("%(days)d days old") % {"days": age.days},
        _("changed within %(days)d days") % {"days": _KEY_AGE.days},
        _("Change the keys: python -m hub rotate") if age > _KEY_AGE else "",
    )
    suite, setting = str(keys().suite).upper(), str(settings.HUB_CRYPTO).upper()
    remedy = _("Change the keys: python -m hub rotate") if suite != setting else ""
    yield UpkeepRow(_("Kind of keys"), suite, _("as HUB_CRYPTO says: %(suite)s") % {"suite": setting}, remedy)
    for key in ApiKey.objects.filter(revoked_at=None).select_related("department"):
        yield _api_key_row(key, now)


def _api_key_row(key: ApiKey, now: datetime) -> UpkeepRow:
    ends = _("until %(day)s") % {"day": local_day(key.expires_at)} if key.expires_at else _("without end")
    soon = key.expires_at is not None and key.expires_at < now + _SOON
    remedy = (
        "" if key.expires_at and not soon else _("The security administrator gives the system a new key with an end.")
    )
    what = _("Key of %(name)s") % {"name": key.name}
    return UpkeepRow(what, ends, _("renewed thirty days before its end"), remedy)


def list_kiosks(now: datetime) -> Iterator[UpkeepRow]:
    for kiosk in Kiosk.objects.filter(revoked_at=None, web=False).select_related("site"):
        silent = kiosk.seen_at is None or kiosk.seen_at < now - _SILENT
        state = _("heard of at %(at)s") % {"at": local_time(kiosk.seen_at)} if kiosk.seen_at else _("never heard of")
        if kiosk.software:
            state = list_words((state, _("release %(name)s") % {"name": kiosk.software}))
        remedy = _("Revoke it where it is gone: its token still works.") if silent else ""
        address = reverse("console:kiosks")
        yield UpkeepRow(kiosk.name, state, _("heard of within %(days)d days") % {"days": _SILENT.days}, remedy, address)


def list_channels(now: datetime) -> Iterator[UpkeepRow]:
    channels = {row.kind: row for row in MessageChannel.objects.all()}
    for row in channels.values():
        lack = find_lack(row) if row.active else ""
        remedy = _("The security administrator enters what it lacks, or sets it inactive.") if lack else ""
        yield UpkeepRow(row.get_kind_display(), _in_use(row.active), _("whole, or not in use"), remedy)
    if not any(row.active for row in channels.values()):
        remedy = _("The security administrator sets one up; until then residents look things up themselves.")
        yield UpkeepRow(_("Messages to residents"), _("no channel in use"), _("a channel at least"), remedy)
    recipients = AlertRecipient.objects.filter(active=True).count()
    yield UpkeepRow(
        _("Recipients of alarms"),
        _("%(count)d in use") % {"count": recipients},
        _("one at least"),
        "" if recipients else _("Enter who is told of alarms."),
        reverse("admin:alerts_alertrecipient_changelist"),
    )
    given_up = Delivery.objects.filter(state=DeliveryState.GIVEN_UP).exclude(body=None).count()
    yield UpkeepRow(
        _("Messages to departments"),
        _("%(count)d given up") % {"count": given_up},
        _("none given up"),
        _("Ask the department whether its system is up, then send them again.") if given_up else "",
        reverse("admin:departments_delivery_changelist"),
    )


def _in_use(active: bool) -> str:
    return _("in use") if active else _("not in use")
