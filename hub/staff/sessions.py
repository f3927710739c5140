"""Sessions whose table opens nothing: it holds a keyed hash of the cookie, and what the session says is sealed."""

import base64
import binascii
import json
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as PlainStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from hub.core.keys import Suite
from hub.core.sealing import seal, trail_hash, unseal
from hub.core.worded import WordedQuery

_AT_WORK = timedelta(minutes=15)
_SESSION = WordedQuery(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))
_LENGTH = 40  # hexadecimal digits: as many as Django's column holds


def row_key(cookie: str) -> str:
    """Returns the primary key of the row, under a key that stays."""
    return trail_hash(f"session\0{cookie}", Suite.AES)[:_LENGTH]


def list_active_staff(now: datetime) -> set[int]:
    """Returns the rows of users who are signed in and pressed something within the last quarter of an hour, more or
    less: a session is written again, and so lasts longer, while somebody is at work."""
    ends = now + timedelta(seconds=settings.SESSION_COOKIE_AGE) - _AT_WORK
    rows = Session.objects.filter(expire_date__gt=ends).values_list("session_key", "session_data")
    keys = (_read(data, f"django_session {key}").get(SESSION_KEY) for key, data in rows)
    return {int(key) for key in keys if key}


def _read(session_data: str | bytes, place: str) -> dict[str, Any]:
    """Returns the session's data; nothing where it was changed, is another session's, or its key is gone."""
    try:
        plain = unseal(base64.b64decode(session_data), place)
        content: dict[str, Any] = json.loads(plain)
    except (InvalidTag, KeyError, IndexError, ValueError, binascii.Error):
        return {}
    return content


class SessionStore(PlainStore):
    def _get_session_from_db(self) -> Session | None:
        key = row_key(self.session_key or "")
        row = _SESSION.first(key, timezone.now())
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str | None) -> bool:
        return super().exists(row_key(session_key or ""))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        row.session_key = row_key(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        cookie = session_key or self.session_key
        if cookie is not None:
            super().delete(row_key(cookie))

    def encode(self, session_dict: dict[str, Any]) -> str:
        plain = self.serializer().dumps(session_dict).decode()
        return base64.b64encode(seal(plain, self._place())).decode()

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        return _read(session_data, self._place())

    def _place(self) -> str:
        return f"django_session {row_key(self.session_key or '')}"
