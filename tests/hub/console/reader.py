"""Somebody who reads the console's pages and sends its forms."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User

from tests.hub.signed_in import browser_of

PASSWORD = "a long pass phrase"


class Reader:
    def __init__(self, user: User) -> None:
        self.user = user
        self.client = browser_of(user)

    def page(self, path: str, status: int = 200) -> str:
        return self._whole(self.client.get(f"/console/{path}", follow=True), status)

    def send(self, path: str, form: Mapping[str, object] | None = None, status: int = 200) -> str:
        """Returns what the form leads to."""
        return self._whole(self.client.post(f"/console/{path}", form or {}, follow=True), status)

    def _whole(self, response: Any, status: int) -> str:
        assert response.status_code == status
        return str(response.content.decode())
