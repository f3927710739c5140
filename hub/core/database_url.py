"""Addresses of databases, as Django describes them."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

_CONNECTION: Mapping[str, object] = {  # libpq's; seconds but for the last, which is milliseconds
    "connect_timeout": 2,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
_PREPARE_AFTER = 2  # uses
LIMITS = {  # PostgreSQL's
    "statement_timeout": "20s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "30s",
}


def database_at(url: str) -> dict[str, Any]:
    """Returns Django's description of a database. Raises ImproperlyConfigured."""
    if url.startswith("sqlite:///"):
        return _sqlite(Path(url.removeprefix("sqlite:///")).resolve())
    if not url.startswith(("postgresql://", "postgres://")):
        raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:/// or postgresql://")
    try:
        database: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)}
    except ValueError:
        raise ImproperlyConfigured("DATABASE_URL cannot be read") from None
    # a cursor of the server's lives as long as its connection, which changes from transaction to transaction
    database["DISABLE_SERVER_SIDE_CURSORS"] = is_behind_pooler()
    # PostgreSQL plans a statement once, whose values come apart from it; a plan lives as long as its connection, too
    plans = {"server_side_binding": True, "prepare_threshold": None if is_behind_pooler() else _PREPARE_AFTER}
    database["OPTIONS"] = {**_CONNECTION, **plans, **database.get("OPTIONS", {})}
    return database


def replica_database_at(url: str) -> dict[str, Any]:
    if not url.startswith(("postgresql://", "postgres://")):
        raise ImproperlyConfigured("HUB_REPLICA_URL must begin with postgresql://")
    return database_at(url)


def is_behind_pooler() -> bool:
    pooler = os.environ.get("HUB_POOLER") or ""
    if pooler not in ("", "transaction"):
        raise ImproperlyConfigured("HUB_POOLER must be transaction, or left out")
    return bool(pooler)


def _sqlite(path: Path) -> dict[str, Any]:
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8000;"
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "CONN_MAX_AGE": None, "OPTIONS": options}
