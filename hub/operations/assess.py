"""The live configuration against a checklist: each point passes or fails, and says why."""

import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core import checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from contract.sm2 import Sm2Error
from hub.audit.findings import list_open
from hub.audit.models import AuditEntry, FindingKind
from hub.audit.periodic_jobs import last_begun
from hub.audit.services import record
from hub.core.keys import KeysError
from hub.core.public_signing import public_key
from hub.core.row_seal import list_broken
from hub.core.sealing import keys, keys_path
from hub.kiosks.models import Kiosk
from hub.operations.assess_access import ACCESS_CHECKS
from hub.operations.backup_checks import BACKUP_CHECKS, too_long_ago
from hub.operations.calendar_reach import find_unknown_year
from hub.operations.daily import WORK
from hub.operations.key_rotation import rows_under_old_keys
from hub.operations.retention import due
from hub.staff.factors import has_factor
from hub.staff.models import ADMINISTRATORS
from hub.staff.scopes import role_of

_AUDIT_LOG, _PURGE = timedelta(days=8), timedelta(hours=26)
_WORK = timedelta(minutes=15)
_KEY_AGE, _ACCOUNT, _KIOSK = timedelta(days=400), timedelta(days=180), timedelta(days=90)
_GUESSES = (
    "admin",
    "admin123",
    "password",
    "12345678",
    "88888888",
    "1234567890",
    "qwertyuiop",
    "community",
    "a long pass phrase",
)
SLOW = frozenset({"default passwords"})  # some seconds an account
_BY_PROXY = {"security.W005", "security.W008", "security.W021"}  # redirects and sub-domains are the TLS proxy's


@dataclass(frozen=True)
class ChecklistPoint:
    name: str
    passed: bool
    detail: str = ""


def assess(now: datetime, without: frozenset[str] = frozenset()) -> list[ChecklistPoint]:
    """Returns every point of the checklist but for those named; what failed is in the audit log."""
    findings = [ChecklistPoint(name, not problem, problem) for name, problem in _problems(now, without)]
    record(None, "assess", "configuration", {"failed": [finding.name for finding in findings if not finding.passed]})
    return findings


def _problems(now: datetime, without: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yields the points, each with what is wrong; empty where nothing is."""
    for name, check in _CHECKS.items():
        if name in without:
            continue
        try:
            yield name, check(now)
        except KeysError as error:
            yield name, str(error)


def _debug(now: datetime) -> str:
    return "DEBUG is on" if settings.DEBUG else ""


def _tls(now: datetime) -> str:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "CSRF_TRUSTED_ORIGINS")
    return "" if all(getattr(settings, name) for name in names) else "HUB_ORIGIN is no https:// address"


def _hosts(now: datetime) -> str:
    return "any host name is answered to" if {"*", ""} & set(settings.ALLOWED_HOSTS) else ""


def _database(now: datetime) -> str:
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        file, folder = path.stat().st_mode, path.parent.stat().st_mode
        open_to_all = file & stat.S_IROTH and folder & stat.S_IXOTH
        open_to_group = file & stat.S_IRGRP and folder & stat.S_IXGRP
        return f"{path}: others can read it" if open_to_all or open_to_group else ""
    connection.ensure_connection()
    host = connection.connection.info.host
    if host.startswith("/") or host in ("127.0.0.1", "::1", "localhost"):
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        return "" if cursor.fetchone() == (True,) else f"the connection to {host} is not encrypted; sslmode=verify-full"


def _migrations(now: datetime) -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} migrations are waiting" if waiting else ""


def _key_file(now: datetime) -> str:
    path = keys_path()
    if keys().suite != settings.HUB_CRYPTO:
        return f"HUB_CRYPTO is {settings.HUB_CRYPTO}, the keys are {keys().suite}; python -m hub rotate"
    try:
        public_key(settings.HUB_CRYPTO)
    except Sm2Error as error:
        return f"receipts cannot be signed: {error}"
    age = now - datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return f"the keys are {age.days} days old; python -m hub rotate" if age > _KEY_AGE else ""


def _sealed(now: datetime) -> str:
    rows = rows_under_old_keys()
    return f"{rows} rows rest under old keys; python -m hub rotate --continue" if rows else ""


def _passwords(now: datetime) -> str:
    weak = [user.username for user in User.objects.filter(is_active=True) if _is_guessed(user)]
    return f"can be guessed: {', '.join(weak)}" if weak else ""


def _is_guessed(user: User) -> bool:
    guesses = (*_GUESSES, user.username, user.username + "123", user.username + "123456")
    return user.has_usable_password() and any(user.check_password(consume_guess) for consume_guess in guesses)


def _password_rules(now: datetime) -> str:
    validators: Any = settings.AUTH_PASSWORD_VALIDATORS
    names = {validator["NAME"].rpartition(".")[2] for validator in validators}
    missing = {"MinimumLengthValidator", "CommonPasswordValidator"} - names
    return f"not checked: {', '.join(sorted(missing))}" if missing else ""


def _administrators(now: datetime) -> str:
    administrators = [user for user in User.objects.filter(is_active=True) if role_of(user) in ADMINISTRATORS]
    without = [user.username for user in administrators if not has_factor(user)]
    if not administrators:
        return "there is none; python -m hub admin NAME"
    return f"without a second factor: {', '.join(without)}" if without else ""


def _superusers(now: datetime) -> str:
    """Returns the superusers: Django lets one do everything, without regard to the role."""
    names = list(User.objects.filter(is_superuser=True).values_list("username", flat=True))
    return f"rights come from the role alone; not so for: {', '.join(names)}" if names else ""


def _factor_asked(now: datetime) -> str:
    middleware = {"django_otp.middleware.OTPMiddleware", "hub.staff.middleware.second_factor"}
    return "" if middleware <= set(settings.MIDDLEWARE) else "the second factor is not asked for"


def _lock_out(now: datetime) -> str:
    first = settings.AUTHENTICATION_BACKENDS[0] == "axes.backends.AxesStandaloneBackend"
    enabled = getattr(settings, "AXES_ENABLED", True)
    there = first and enabled and "axes.middleware.AxesMiddleware" in settings.MIDDLEWARE
    return "" if there and settings.AXES_FAILURE_LIMIT <= 10 else "passwords may be guessed without end"


def _headers(now: datetime) -> str:
    """Returns what is wrong with the headers that a browser really gets."""
    response = Client(HTTP_HOST="localhost").get("/login/", secure=True)
    policy = response.get("Content-Security-Policy", "")
    right = "default-src 'none'" in policy and "unsafe" not in policy and response.get("X-Frame-Options") == "DENY"
    return "" if right and response.get("X-Content-Type-Options") == "nosniff" else "pages are not protected by headers"


def _accounts(now: datetime) -> str:
    unused = User.objects.filter(is_active=True, date_joined__lt=now - _ACCOUNT).exclude(last_login__gte=now - _ACCOUNT)
    names = list(unused.values_list("username", flat=True))
    return f"not used for half a year: {', '.join(names)}" if names else ""


def _kiosks(now: datetime) -> str:
    silent = Kiosk.objects.filter(revoked_at=None, created_at__lt=now - _KIOSK).exclude(seen_at__gte=now - _KIOSK)
    names = list(silent.values_list("name", flat=True))
    return f"not heard of for 90 days, and their tokens still work: {', '.join(names)}" if names else ""


def _retention(now: datetime) -> str:
    late = {name: rows for name, rows in due(now - _PURGE).items() if rows}
    return f"past its time: {late}; python -m hub purge" if late else ""


def _calendar(now: datetime) -> str:
    """Returns which year's holidays are missing: without them, limits are counted by the days off by law alone, and
    may still move."""
    unknown = find_unknown_year(now)
    if unknown is None:
        return ""
    return f"the holidays of {unknown.year} are not known, limits reach to {unknown.reach}; enter them as special days"


def _audit_log(now: datetime) -> str:
    last = AuditEntry.objects.filter(action="verify trail").first()
    if last is not None and last.detail != '{"faults":0}':
        return f"faults were found on {last.at:%Y-%m-%d}"
    return too_long_ago("verify trail", now, _AUDIT_LOG, "audit verify")


def _credentials(now: datetime) -> str:
    """Returns the accounts, tokens and keys that were written into the database past the hub. They do not work."""
    rows = [str(error).partition(":")[0] for error in list_broken()]
    return f"written past the hub: {', '.join(rows[:10])}; python -m hub audit accept TABLE ID" if rows else ""


def _findings(now: datetime) -> str:
    """Returns what was written past the hub, until somebody has looked into it on the admin's page."""
    open_now = list(list_open().exclude(kind=FindingKind.PASSWORD)[:5])
    return "; ".join(f"{finding.kind}: {finding.subject}" for finding in open_now)


def _work(now: datetime) -> str:
    """Returns whether background jobs are done: on PostgreSQL, a process of its own does them."""
    last = last_begun(WORK)
    if last is not None and now - last <= _WORK:
        return ""
    since = "never" if last is None else f"not since {last:%Y-%m-%d %H:%M}"
    return f"no worker runs: clocks, alarms and messages stand still: {since}; python -m hub work"


def _django(now: datetime) -> str:
    messages: list[Any] = checks.run_checks(tags=["security"], include_deployment_checks=True)
    return ", ".join(sorted({str(message.id) for message in messages if not message.is_silenced()} - _BY_PROXY))


_CHECKS: dict[str, Callable[[datetime], str]] = {
    "debug": _debug,
    "TLS": _tls,
    "host names": _hosts,
    "database": _database,
    "migrations": _migrations,
    "keys": _key_file,
    "sealed data": _sealed,
    "default passwords": _passwords,
    "password rules": _password_rules,
    "administrators": _administrators,
    "superusers": _superusers,
    "second factor": _factor_asked,
    "lock-out": _lock_out,
    "headers": _headers,
    "unused accounts": _accounts,
    "unused kiosks": _kiosks,
    "retention": _retention,
    "calendar": _calendar,
    **BACKUP_CHECKS,
    "audit trail": _audit_log,
    "credentials": _credentials,
    "written past the hub": _findings,
    "work": _work,
    "Django's own checks": _django,
    **ACCESS_CHECKS,
}
