"""Finds what a configuration that is right may still open to others: an unencrypted hub, secrets that anyone can
read."""

import stat
import sys
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from config.settings import Settings

# In the data directory: keys, tokens and the marks of PINs and cards.
_SECRETS = ("*.key", "agent.code", "hub/*.keys", "hub/token*", "technician.json", "kiosk.sqlite3*")
_READ, _REACH = stat.S_IRGRP | stat.S_IROTH, stat.S_IXGRP | stat.S_IXOTH


def list_dangers(settings: Settings) -> list[str]:
    """Returns a line each, without a word of what the files hold."""
    return [*_unencrypted(settings.hub.url), *_readable(settings)]


def report_dangers(settings: Settings) -> int:
    """Prints them; returns the exit status: 0 where there are none, 2 otherwise."""
    dangers = list_dangers(settings)
    print(*(dangers or ["the configuration is sound"]), sep="\n", file=sys.stderr if dangers else sys.stdout)
    return 2 if dangers else 0


def _unencrypted(url: str) -> Iterator[str]:
    parts = urlsplit(url)
    if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
        yield "hub.url: http:// goes unencrypted to another machine; it has to be https://"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _readable(settings: Settings) -> Iterator[str]:
    data_dir, token = settings.kiosk.data_dir, settings.hub.token_file
    files = [path for pattern in _SECRETS for path in sorted(data_dir.glob(pattern))]
    for path in (*files, *([token] if token else [])):
        if _is_open(path):
            yield f"{path}: others can read it; chmod 600 it"


def _is_open(path: Path) -> bool:
    """Returns whether somebody else can read it: its own mode lets them, and each folder above it. False as well for
    what is not there, or cannot be looked at."""
    try:
        whole = path.resolve(strict=True)
        return bool(whole.stat().st_mode & _READ) and all(above.stat().st_mode & _REACH for above in whole.parents)
    except OSError:
        return False
