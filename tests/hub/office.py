"""Staff at a browser."""

import json
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User

from tests.hub.signed_in import browser_of


@dataclass
class Desk:
    """Somebody signed in, who calls the hub's interface."""

    user: User

    def __post_init__(self) -> None:
        self._client = browser_of(self.user)

    def get(self, path: str) -> tuple[int, Any]:
        response = self._client.get(f"/api/v1/{path}")
        as_json = "json" in response["Content-Type"]
        return response.status_code, response.json() if as_json else response.content.decode()

    def post(self, path: str, body: object = None) -> tuple[int, Any]:
        sent = b"" if body is None else json.dumps(body).encode()
        response = self._client.post(f"/api/v1/{path}", sent, "application/json")
        return response.status_code, response.json()
