"""Somebody with a phone, on the residents' pages."""

import re
from collections.abc import Mapping
from typing import Any

from django.test import Client


class Phone:
    """`address`: where it comes from."""

    def __init__(self, address: str = "198.51.100.7") -> None:
        self.client = Client(REMOTE_ADDR=address)

    def page(self, path: str = "", status: int = 200) -> str:
        return self._whole(self.client.get(f"/web/{path}", follow=True), status)

    def send(self, path: str, form: Mapping[str, object] | None = None, status: int = 200) -> str:
        """Returns what the form leads to."""
        return self._whole(self.client.post(f"/web/{path}", form or {}, follow=True), status)

    def _whole(self, response: Any, status: int) -> str:
        assert response.status_code == status, response.content.decode()
        assert len(response.content) <= 100_000
        return str(response.content.decode())


def text_of(page: str, key: str) -> str:
    """Returns what stands in the element of that id."""
    match = re.search(rf'id="{key}"[^>]*>(.*?)</', page, re.DOTALL)
    assert match, key
    return re.sub(r"<[^>]+>", "", match[1]).strip()


def input_of(page: str, name: str) -> str:
    match = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert match, name
    return match[1]
