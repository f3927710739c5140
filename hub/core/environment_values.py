"""Values of the hub's environment variables. Each raises ImproperlyConfigured for one that cannot be."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from hub.core.keys import KeysError, Suite, load_keys
from hub.core.outgoing import is_safe_address

_BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._/-]*)?")


def read_secret_keys(path: Path | None) -> tuple[str, str]:
    """Returns the one in use and the one before; empty until they are made: Django then says so as soon as it needs
    one."""
    if path is None or not path.exists():
        return "", ""
    try:
        keys = load_keys(path)
    except KeysError as error:
        raise ImproperlyConfigured(str(error)) from error
    return keys.secret_key, keys.secret_key_before


def parse_crypto() -> Suite:
    try:
        return Suite(os.environ.get("HUB_CRYPTO") or Suite.AES)
    except ValueError:
        raise ImproperlyConfigured("HUB_CRYPTO must be aes or sm") from None


def find_path(name: str) -> Path | None:
    return Path(os.environ[name]) if os.environ.get(name) else None


def is_bucket(store: str) -> bool:
    return store.startswith("s3://")


def find_store(name: str) -> Path | str | None:
    """Returns a folder, or `s3://BUCKET/PREFIX`."""
    store = os.environ.get(name) or ""
    if not is_bucket(store):
        return find_path(name)
    if not _BUCKET.fullmatch(store):
        raise ImproperlyConfigured(f"{name} must be a folder or s3://BUCKET/PREFIX")
    return store


def parse_smtp(url: str) -> str:
    """Returns the mail server's URL. No error quotes it, as it may hold a password."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if url and not good:
        raise ImproperlyConfigured("HUB_SMTP must be smtp://HOST or smtps://HOST")
    return url


def parse_log_format() -> str:
    name = os.environ.get("HUB_LOG") or "line"
    if name not in ("line", "json"):
        raise ImproperlyConfigured("HUB_LOG must be line or json")
    return name


def parse_issuer(name: str) -> str:
    address = os.environ.get(name, "").rstrip("/")
    if address and not is_safe_address(address):
        raise ImproperlyConfigured(f"{name} must be an https:// address")
    return address


def read_secret_file(name: str) -> str:
    path = find_path(name)
    try:
        return path.read_text("utf-8").strip() if path else ""
    except OSError as error:
        raise ImproperlyConfigured(f"{name}: {error.strerror}") from error


def parse_count(name: str, default: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number")
    return int(text)


def parse_days(name: str, defaults: Mapping[str, int]) -> dict[str, int]:
    """Returns days by key, from `key=days` parted by spaces; one that is not named keeps its default."""
    days = dict(defaults)
    for entry in (os.environ.get(name) or "").split():
        key, sign, count = entry.partition("=")
        if not (sign and key and count.isdecimal()):
            raise ImproperlyConfigured(f"{name} must be KEY=DAYS, parted by spaces")
        days[key] = int(count)
    return days


def parse_switch(name: str, default: bool = False) -> bool:
    value = os.environ.get(name) or ("on" if default else "off")
    if value not in ("on", "off", "1", "0"):
        raise ImproperlyConfigured(f"{name} must be on or off")
    return value in ("on", "1")


def parse_months(name: str, least: int) -> int:
    """Returns the number of months; 0 for no end."""
    months = parse_count(name, 0)
    if 0 < months < least:
        raise ImproperlyConfigured(f"{name} must be 0, or {least} or more")
    return months
