"""Django's settings, from the environment.

DATABASE_URL     sqlite:///PATH (default: in the user's data folder) or postgresql://…
HUB_REPLICA_URL  postgresql://… of a replica, for what may be minutes late: the dashboard (docs/scale.md)
HUB_KEYS         the key file; by default beside the SQLite file. The credential hub-keys that systemd hands on goes
                 before it
HUB_RECOVERY     where `recovery write` keeps a sealed copy of the keys, which goes into each backup
HUB_ANCHOR       the file that tells how far the audit log was last found whole; by default beside the keys
HUB_CRYPTO       aes (default) or sm: the algorithms that new keys are for, AES and SHA-256 or SM4 and SM3
HUB_TOKENS       a TOML file that says who knows what scanned codes stand for (hub/residents/tokens.py)
HUB_DOCUMENT_KEY a private key and its certificates (PEM), by which certificates are signed; by default the hub's own
HUB_VOICE        a folder of recorded words for the display boards: please, to, window, digits, letters
HUB_CASE_KEEP_DAYS  how long after its end a case says whose it was; 3650 by default
HUB_DRAFT_DAYS   how long an application that was saved to go on later is kept; 7 by default
HUB_RECHECK_DAYS  after how long a fact about somebody is to be checked again, by asking them: `phone=365 address=730`
HUB_CALL_BACK_HOURS  within how many hours of office time a caller is called back; 8 by default, a day's
HUB_ONE_NUMBER_MINUTES  how long one person holds one open queue number for a service; 240 by default, 0: no limit
HUB_NAMELESS_NUMBERS_A_MINUTE  queue numbers a minute at one kiosk without a card; 6 by default, 0: no limit
HUB_ORIGIN       the address people use, https://hub.example.org, where the hub stands behind a TLS proxy
HUB_METRICS_TOKEN  lets a Prometheus on another machine read /metrics
HUB_POOLER       transaction where a PgBouncer in that mode stands between the hub and PostgreSQL (docs/scale.md)
HUB_AUDIT_MONTHS    after how many months the audit log's are detached on PostgreSQL, six at least; 0 (default): never
HUB_CALL_MONTHS     the same for calls at windows, 13 at least; figures go no further back
HUB_WITNESS_FILE    a file of another user, to which the hub can only append: the audit log's witness, each minute
HUB_WITNESS_SYSLOG  HOST:PORT of a log host that takes syslog over TLS (RFC 5425): the same
HUB_WITNESS_CA      the certificates that the log host's must lead to; those of the system by default
HUB_WITNESS_CERTIFICATE  this hub's certificate and key in one file, where the log host asks for one
HUB_SMTP            smtp://NAME:PASSWORD@HOST:587 (STARTTLS) or smtps://…:465: the server that sends alarms by e-mail
HUB_MAIL_FROM       the sender's address of those
HUB_ALARM_COMMAND   a program that sends alarms on, by SMS for instance (hub/alerts/program.py)
HUB_SECOND_FACTOR   personal (default): all who see personal data need one; administrators: those alone
HUB_IDLE_MINUTES    after how long without a click staff are signed out; 30 by default, 0 for never
HUB_BREACHED_PASSWORDS  a file of SHA-1 hashes in order, as Have I Been Pwned publishes it: passwords that are refused
HUB_OIDC_ISSUER  the address of the OpenID provider by which staff sign on, as it names itself
HUB_OIDC_CLIENT_ID, HUB_OIDC_CLIENT_SECRET_FILE  what the provider knows this hub by
HUB_OIDC_CLAIM   the claim that is the user name here; preferred_username by default
HUB_OIDC_FACTOR  values of amr or acr, parted by commas, that count as a second factor; none by default
HUB_OIDC_ALGORITHM  how the provider signs: RS256 (default), ES256 or another name of RFC 7518
HUB_CITY_ISSUER  the address of the city's OpenID provider by which residents log in on their own pages (docs/web.md)
HUB_CITY_CLIENT_ID, HUB_CITY_CLIENT_SECRET_FILE  what that provider knows this hub by
HUB_CITY_NUMBER_CLAIM  the claim that is the ID number; id_number by default; `name` is the name
HUB_CITY_SCOPE, HUB_CITY_ALGORITHM  openid profile and RS256 by default
HUB_ORGANISATION_ISSUER  the address of the OpenID provider by which organisations log in (docs/web.md)
HUB_ORGANISATION_CLIENT_ID, HUB_ORGANISATION_CLIENT_SECRET_FILE  what that provider knows this hub by
HUB_ORGANISATION_CODE_CLAIM  the claim that is the unified social credit code; credit_code by default
HUB_ORGANISATION_SCOPE, HUB_ORGANISATION_ALGORITHM  openid profile and RS256 by default
HUB_TOKEN_DAYS   the age at which a kiosk's token is replaced by the next one; 30 by default
HUB_REQUIRE_PRESENCE  1: kiosks that do not show that a card was placed are refused personal data
HUB_CLIENT_CERT_HEADER  the header in which the TLS proxy passes on the SHA-256 of the client's certificate
HUB_STAFF_CERT_HEADER  the header in which the TLS proxy on this machine passes on staff's certificates, URL-encoded PEM
HUB_STAFF_CA     the certificates (PEM) that one has to lead to; both are needed (hub/staff/certificates.py)
HUB_STAFF_CERT_FACTOR  1: to log in by a certificate, on a token with a PIN, is the second factor as well
HUB_FILES        the folder of residents' papers, sealed, or s3://BUCKET/PREFIX; by default files/ beside the keys
HUB_CLAMAV       the socket of ClamAV's daemon, by which each file is checked: /run/clamav/clamd.ctl
HUB_LOG          line (default) or json: how the log's lines are written
HUB_ACCESS_LOG   0: no line for each request
HUB_WEB          on: the residents' own pages are served under /web/; off by default (docs/web.md)
HUB_WEB_STATUS   on: with them a page for everybody that tells which limits were kept; off by default
HUB_AGENT_PORT   where the agent of a window's devices listens (docs/window.md); 8610 by default, 0 for none
HUB_HOSTS        further host names it answers to, parted by commas
HUB_BACKUP_COPY  the command that copies each night's backup, {file}, to another machine; docs/installing.md has some
"""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from hub.core.database_url import LIMITS, database_at, is_behind_pooler, replica_database_at
from hub.core.environment_values import (
    find_path,
    find_store,
    parse_count,
    parse_crypto,
    parse_days,
    parse_issuer,
    parse_log_format,
    parse_months,
    parse_smtp,
    parse_switch,
    read_secret_file,
    read_secret_keys,
)
from languages.registry import DEFAULT, LOCALES

_data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "community-hub"


def bound_statements() -> None:
    """Bounds statements in the processes that serve requests: none waits for a lock or a statement for ever. A pooler
    does not let these through; there the role has them (docs/scale.md)."""
    if not ON_SQLITE and not is_behind_pooler():
        for database in DATABASES.values():
            database["OPTIONS"]["options"] = " ".join(f"-c {name}={value}" for name, value in LIMITS.items())


def _keys_path() -> Path | None:
    handed = Path(os.environ.get("CREDENTIALS_DIRECTORY", ""), "hub-keys")
    if handed.is_absolute() and handed.is_file():  # sealed to this machine, opened by systemd
        return handed
    path = os.environ.get("HUB_KEYS")
    if path:
        return Path(path).resolve()
    return Path(DATABASES["default"]["NAME"]).with_suffix(".keys") if ON_SQLITE else None


DATABASES = {"default": database_at(os.environ.get("DATABASE_URL") or f"sqlite:///{_data / 'hub.sqlite3'}")}
if os.environ.get("HUB_REPLICA_URL"):
    DATABASES["replica"] = replica_database_at(os.environ["HUB_REPLICA_URL"])
DATABASE_ROUTERS = ["hub.core.replica.LateReads"]
ON_SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
HUB_KEYS = _keys_path()
HUB_RECOVERY = Path(os.environ["HUB_RECOVERY"]) if os.environ.get("HUB_RECOVERY") else None
HUB_ANCHOR = Path(os.environ["HUB_ANCHOR"]) if os.environ.get("HUB_ANCHOR") else None
HUB_CRYPTO = parse_crypto()
SECRET_KEY, _before = read_secret_keys(HUB_KEYS)
SECRET_KEY_FALLBACKS = [_before] if _before else []
DEBUG = False
PRACTICE = os.environ.get("HUB_PRACTICE") == "1"  # set by `python -m hub practice` alone: all data is invented

HUB_ORIGIN = _origin = os.environ.get("HUB_ORIGIN", "").rstrip("/")
_hosts = [host.strip() for host in os.environ.get("HUB_HOSTS", "").split(",") if host.strip()]
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *_hosts, *filter(None, [urlsplit(_origin).hostname])]
BEHIND_PROXY = _origin.startswith("https://")
if BEHIND_PROXY:
    CSRF_TRUSTED_ORIGINS = [_origin]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "hub.web.failures.stale_form"

INSTALLED_APPS = [
    "hub.staff",
    "hub.audit",
    "hub.calendar",
    "hub.catalogue",
    "hub.residents",
    "hub.cases",
    "hub.departments",
    "hub.queues",
    "hub.kiosks",
    "hub.display",
    "hub.channels",
    "hub.files",
    "hub.registers",
    "hub.places",
    "hub.setup",
    "hub.alerts",
    "hub.notify",
    "hub.certificates",
    "hub.appraisal",
    "hub.assessment",
    "hub.console",
    "hub.web",
    "hub.admin_config.HubAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}  # the queue is a table of the same database
MIDDLEWARE = [
    "hub.core.request_ids.request_ids",
    "hub.operations.metrics.count_requests",
    "hub.core.db_deadline.bound_requests",
    "hub.core.access_log.access_log",
    "hub.display.middleware.unchanged_boards",
    "hub.core.middleware.problem_documents",
    "hub.core.token_lane.token_lane",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "hub.core.middleware.permissions_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hub.console.language.console_language",
    "hub.web.failures.too_large",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hub.staff.idling.idle_log_off",
    "django_otp.middleware.OTPMiddleware",
    "hub.staff.middleware.second_factor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "hub.console.changed_rows.changed_past_hub",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
ROOT_URLCONF = "hub.urls"
WSGI_APPLICATION = "hub.wsgi.application"
HUB_TOKENS = Path(os.environ["HUB_TOKENS"]) if os.environ.get("HUB_TOKENS") else None
HUB_BACKUP_COPY = os.environ.get("HUB_BACKUP_COPY", "")
HUB_METRICS_TOKEN = os.environ.get("HUB_METRICS_TOKEN") or ""
HUB_SECOND_FACTOR = os.environ.get("HUB_SECOND_FACTOR") or "personal"
HUB_OIDC_ISSUER, HUB_OIDC_CLIENT_ID = parse_issuer("HUB_OIDC_ISSUER"), os.environ.get("HUB_OIDC_CLIENT_ID", "")
HUB_OIDC_CLIENT_SECRET = read_secret_file("HUB_OIDC_CLIENT_SECRET_FILE")
HUB_CITY_ISSUER, HUB_CITY_CLIENT_ID = parse_issuer("HUB_CITY_ISSUER"), os.environ.get("HUB_CITY_CLIENT_ID", "")
HUB_CITY_CLIENT_SECRET = read_secret_file("HUB_CITY_CLIENT_SECRET_FILE")
HUB_CITY_ALGORITHM = os.environ.get("HUB_CITY_ALGORITHM") or "RS256"
HUB_CITY_SCOPE = os.environ.get("HUB_CITY_SCOPE") or "openid profile"
HUB_CITY_NUMBER_CLAIM = os.environ.get("HUB_CITY_NUMBER_CLAIM") or "id_number"
HUB_ORGANISATION_ISSUER = parse_issuer("HUB_ORGANISATION_ISSUER")
HUB_ORGANISATION_CLIENT_ID = os.environ.get("HUB_ORGANISATION_CLIENT_ID", "")
HUB_ORGANISATION_CLIENT_SECRET = read_secret_file("HUB_ORGANISATION_CLIENT_SECRET_FILE")
HUB_ORGANISATION_ALGORITHM = os.environ.get("HUB_ORGANISATION_ALGORITHM") or "RS256"
HUB_ORGANISATION_SCOPE = os.environ.get("HUB_ORGANISATION_SCOPE") or "openid profile"
HUB_ORGANISATION_CODE_CLAIM = os.environ.get("HUB_ORGANISATION_CODE_CLAIM") or "credit_code"
HUB_OIDC_CLAIM = os.environ.get("HUB_OIDC_CLAIM") or "preferred_username"
HUB_OIDC_ALGORITHM = os.environ.get("HUB_OIDC_ALGORITHM") or "RS256"
HUB_OIDC_FACTOR = [value.strip() for value in os.environ.get("HUB_OIDC_FACTOR", "").split(",") if value.strip()]
HUB_STAFF_CERT_HEADER, HUB_STAFF_CA = os.environ.get("HUB_STAFF_CERT_HEADER", ""), find_path("HUB_STAFF_CA")
HUB_STAFF_CERT_FACTOR = os.environ.get("HUB_STAFF_CERT_FACTOR") == "1"
HUB_IDLE_MINUTES = parse_count("HUB_IDLE_MINUTES", 30)
HUB_BREACHED_PASSWORDS = find_path("HUB_BREACHED_PASSWORDS")
HUB_WITNESS_FILE = find_path("HUB_WITNESS_FILE")
HUB_WITNESS_SYSLOG = os.environ.get("HUB_WITNESS_SYSLOG", "")
HUB_WITNESS_CA, HUB_WITNESS_CERTIFICATE = find_path("HUB_WITNESS_CA"), find_path("HUB_WITNESS_CERTIFICATE")
HUB_SMTP, HUB_MAIL_FROM = parse_smtp(os.environ.get("HUB_SMTP") or ""), os.environ.get("HUB_MAIL_FROM") or ""
HUB_FILES, HUB_CLAMAV = find_store("HUB_FILES"), os.environ.get("HUB_CLAMAV") or ""
HUB_ALARM_COMMAND = os.environ.get("HUB_ALARM_COMMAND") or ""
HUB_WEB = parse_switch("HUB_WEB", PRACTICE)
HUB_WEB_STATUS = parse_switch("HUB_WEB_STATUS", PRACTICE)
HUB_PAGES = f"{HUB_ORIGIN}/web/" if HUB_WEB and HUB_ORIGIN else ""  # as phones reach them
HUB_DOCUMENT_KEY = find_path("HUB_DOCUMENT_KEY")
HUB_VOICE = Path(os.environ["HUB_VOICE"]) if os.environ.get("HUB_VOICE") else None
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # the admin's own files, straight from the package

LANGUAGE_CODE = DEFAULT.lower()  # as Django writes tags
LANGUAGES = [(tag.lower(), locale.name) for tag, locale in LOCALES.items()]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # bytes
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]  # nothing of a file on the disk
FILE_UPLOAD_MAX_MEMORY_SIZE = 32_000_000  # bytes, as the server takes
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000  # an item's admin page has many
SESSION_ENGINE = "hub.staff.sessions"
SESSION_COOKIE_AGE = 8 * 3600
HUB_AUDIT_MONTHS = parse_months("HUB_AUDIT_MONTHS", 6)  # the law asks for six (网络安全法 21)
HUB_CALL_MONTHS = parse_months("HUB_CALL_MONTHS", 13)  # figures of a year
CASE_KEEP_DAYS = parse_count("HUB_CASE_KEEP_DAYS", 3650)
DRAFT_DAYS = parse_count("HUB_DRAFT_DAYS", 7)
CALL_BACK_HOURS = parse_count("HUB_CALL_BACK_HOURS", 8)
HUB_RECHECK_DAYS = parse_days(
    "HUB_RECHECK_DAYS",
    {"phone": 365, "email": 365, "address": 730, "bank_card": 730, "bank_name": 730, "disability_card": 1095},
)
TOKEN_AGE = timedelta(days=parse_count("HUB_TOKEN_DAYS", 30))
HUB_REQUIRE_PRESENCE = os.environ.get("HUB_REQUIRE_PRESENCE") == "1"
HUB_CLIENT_CERT_HEADER = os.environ.get("HUB_CLIENT_CERT_HEADER", "")
ONE_NUMBER_MINUTES = parse_count("HUB_ONE_NUMBER_MINUTES", 240)
NAMELESS_NUMBERS_A_MINUTE = parse_count("HUB_NAMELESS_NUMBERS_A_MINUTE", 6)
_agent_port = parse_count("HUB_AGENT_PORT", 8610)
WINDOW_AGENT = f"http://127.0.0.1:{_agent_port}" if _agent_port else ""  # on the machine of each clerk
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
_HERE = ["'self'"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "base-uri": ["'none'"],
        "connect-src": _HERE,
        "font-src": _HERE,
        "form-action": _HERE,
        "frame-ancestors": ["'none'"],
        "img-src": _HERE,
        "media-src": _HERE,
        "script-src": _HERE,
        "style-src": _HERE,
    }
}
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "hub.staff.backends.HubBackend"]
AXES_USERNAME_CALLABLE = "hub.staff.spraying.counted_name"
AXES_CLIENT_IP_CALLABLE = "hub.staff.spraying.counted_address"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "csrfmiddlewaretoken", "next"]
AXES_FAILURE_LIMIT = 5  # wrong passwords for one name, wherever they come from but for browsers that know it
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_COOLOFF_TIME = timedelta(minutes=15)
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # it would lock addresses, and a whole office shares one
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_TEMPLATE = "staff/locked.html"
AXES_DISABLE_ACCESS_LOG = True  # the audit log has it
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
OTP_TOTP_ISSUER = "community hub"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "hub.staff.breached.BreachedPasswordValidator"},
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s]: %(message)s"},
        "json": {"()": "hub.core.json_log.JsonFormatter"},
    },
    "filters": {"request_ids": {"()": "hub.core.request_ids.RequestIdFilter"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": parse_log_format(), "filters": ["request_ids"]}
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},  # it would say every second that it looks
        "hub.access": {"level": "INFO" if os.environ.get("HUB_ACCESS_LOG") != "0" else "WARNING"},
        # a wrong Host header is a 400 in the access log, and no traceback each time
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        **{name: {"level": "ERROR"} for name in ("fontTools", "fpdf", "pyhanko")},  # they quote what a paper says
        **{name: {"level": "WARNING"} for name in ("boto3", "botocore", "s3transfer")},
        "axes": {"level": "ERROR"},  # a name typed wrongly may be a password; the audit log has who was locked out
        "django.request": {"level": "ERROR"},  # a wrong path may hold anything; it stays out of the log
    },
}
