"""Two ways to be a kiosk: within the test's process, and over HTTP."""

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any

from django.test import Client
from pydantic import BaseModel

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response


@dataclass
class Kiosk:
    client: Client
    token: str

    def get(self, path: str, **headers: str) -> "Response":
        return self.client.get(f"/api/v1/{path}", headers={**self._bearer(), **headers})

    def post(self, path: str, body: object = None, **headers: str) -> "Response":
        return self.post_raw(path, as_json(body), **headers)

    def post_raw(self, path: str, body: bytes, content_type: str = "application/json", **headers: str) -> "Response":
        return self.client.post(f"/api/v1/{path}", body, content_type, headers={**self._bearer(), **headers})

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


class Wire:
    """One kept connection."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._token = token

    def post(self, path: str, body: object = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        self._connection.request("POST", f"/api/v1/{path}", as_json(body), headers)
        response = self._connection.getresponse()
        return response.status, json.loads(response.read())


def as_json(body: object) -> bytes:
    if body is None:
        return b""
    return (body.model_dump_json() if isinstance(body, BaseModel) else json.dumps(body)).encode()
