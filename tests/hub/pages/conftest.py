"""The residents' pages, switched on."""

import pytest
from django.conf import settings

from tests.hub.pages.phone import Phone


@pytest.fixture
def phone(database: None, monkeypatch: pytest.MonkeyPatch) -> Phone:
    monkeypatch.setattr(settings, "HUB_WEB", True)
    return Phone()
