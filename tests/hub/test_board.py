"""The board in the hall."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from contract.queues import Board
from contract.text import Text
from hub.catalogue.models import Service
from hub.display import boards, selectors
from hub.display.selectors import board
from hub.kiosks.models import Site
from hub.queues import windows
from languages.registry import DEFAULT
from tests.hub.halls import NOON, a_window, minutes, queue_up


@pytest.fixture
def site(database: None) -> Iterator[Site]:
    site = Site.objects.create(code=f"hall-{uuid4().hex[:8]}", name=Text({"zh-Hans": "大厅", "en": "Hall"}))
    yield site
    boards.forget(site.code)


def poll(site: Site, etag: str = "") -> Any:
    return Client().get(f"/api/v1/boards/{site.code}", headers={"If-None-Match": etag} if etag else {})


def test_the_board_shows_the_present_and_the_last_numbers_of_each_window(site: Site) -> None:
    first, second, _ = (queue_up(NOON + minutes(place), site=site) for place in range(3))
    window, clerk = a_window(["advice"], site.pk)
    a_window(["bulk"], site.pk)
    windows.call_next(window, clerk, NOON + minutes(4))
    windows.finish(window, first.pk, clerk, NOON + minutes(5))
    windows.call_next(window, clerk, NOON + minutes(6))
    shown = board(site, NOON + minutes(7))
    assert [(row.number, row.last) for row in shown.windows] == [(second.number, (first.number,)), (None, ())]
    assert [call.number for call in shown.calls] == [second.number, first.number]
    assert {row.name.root[DEFAULT]: row.waiting for row in shown.services} == {"综合": 1, "批量": 0}


def test_who_is_served_for_long_stays_on_the_board_however_many_are_called_elsewhere(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "_LOOKED_AT", 3)
    patient = queue_up(NOON, site=site)
    slow, clerk = a_window(["advice"], site.pk)
    windows.call_next(slow, clerk, NOON)
    quick, other = a_window(["advice"], site.pk)
    last = None
    for place in range(1, 6):
        queue_up(NOON + minutes(place), site=site)
        called = windows.call_next(quick, other, NOON + minutes(place), last)
        last = called.pk if called else None
    assert board(site, NOON + minutes(7)).windows[0].number == patient.number


def test_a_recall_is_another_call_and_a_mistake_is_none(site: Site) -> None:
    visitor = queue_up(NOON, site=site)
    window, clerk = a_window(["advice"], site.pk)
    windows.call_next(window, clerk, NOON)
    before = board(site, NOON).calls[0].key
    windows.recall(window, visitor.pk, clerk, NOON + minutes(1))
    assert board(site, NOON).calls[0].key != before
    windows.return_to_queue(window, visitor.pk, clerk, NOON + minutes(2))
    assert board(site, NOON).calls == ()


def test_nobody_needs_a_token_and_nothing_personal_is_there(site: Site) -> None:
    queue_up(timezone.now(), site=site)
    answer = poll(site)
    assert set(Board.model_validate_json(answer.content).model_dump()) == {"site", "windows", "calls", "services"}


def test_a_service_that_is_not_public_has_a_neutral_name_on_the_board(site: Site) -> None:
    Service.objects.filter(code="advice").update(privacy="neutral")
    Service.objects.filter(code="bulk").update(privacy="confidential")
    a_window(["advice", "bulk"], site.pk)
    for service in ("advice", "bulk", "bulk"):
        queue_up(NOON, service, site=site)
    assert [(row.name.root[DEFAULT], row.waiting) for row in board(site, NOON).services] == [("综合业务", 3)]


def test_an_unchanged_board_is_not_sent_again_and_a_changed_one_is(site: Site) -> None:
    etag = poll(site)["ETag"]
    unchanged = poll(site, etag)
    assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", etag)
    queue_up(timezone.now(), site=site)
    boards.forget(site.code)
    changed = poll(site, etag)
    assert changed.status_code == 200
    assert changed["ETag"] != etag
    put = Client().put(f"/api/v1/boards/{site.code}", b"", "application/json", headers={"If-None-Match": etag})
    assert put.status_code == 405


def test_many_screens_cost_one_drawing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    drawings: list[Site] = []

    def counted(of: Site, now: Any) -> Board:
        drawings.append(of)
        return board(of, now)

    monkeypatch.setattr(boards, "board", counted)
    monkeypatch.setattr(boards, "FRESH", 3600.0)
    assert {poll(site).status_code for _ in range(5)} == {200}
    assert len(drawings) == 1


def test_a_board_that_cannot_be_drawn_is_missed_and_comes_back(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    etag = poll(site)["ETag"]
    boards.forget(site.code)
    monkeypatch.setattr(boards, "board", None)
    assert poll(site, etag).status_code == 500
    monkeypatch.setattr(boards, "board", board)
    assert poll(site, etag).status_code == 304


def test_an_unknown_site_has_no_board(database: None) -> None:
    assert Client().get("/api/v1/boards/nowhere").status_code == 404
    assert Client().get("/display/nowhere/").status_code == 404


def test_the_page_and_the_sites_own_voice(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "大厅" in Client().get(f"/display/{site.code}/").content.decode()
    assert Client().get("/display/clips").json() == {}
    (tmp_path / "7.mp3").write_bytes(b"seven")
    (tmp_path / "notes.txt").write_text("no sound")
    monkeypatch.setattr(settings, "HUB_VOICE", tmp_path)
    assert Client().get("/display/clips").json() == {"7": "clips/7"}
    heard = Client().get("/display/clips/7")
    assert b"".join(heard.streaming_content) == b"seven"  # type: ignore[attr-defined]
    assert [Client().get(f"/display/clips/{name}").status_code for name in ("notes", "8", "..%2fnotes")] == [404] * 3
