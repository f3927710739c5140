"""The board's page in a real browser, while the hub goes away and comes back."""

import socket
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone

from hub.kiosks.models import Site
from hub.queues import windows
from tests.hub.browser import browser
from tests.hub.halls import a_window, queue_up
from tests.hub.hub_process import start_hub, wait_until_up

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_a_call_is_shown_a_lost_feed_is_seen_and_heals_by_itself(
    database_url: str, keys_path: Path, port: int, tmp_path: Path
) -> None:
    site = Site.objects.create(code=f"hall-{uuid4().hex[:8]}", name_zh="大厅")
    people = [queue_up(timezone.now(), site=site) for _ in range(2)]
    window, clerk = a_window(["advice"], site.pk)
    hub = start_hub(database_url, f"127.0.0.1:{port}", keys=keys_path)
    try:
        wait_until_up(port, hub)
        with browser(f"http://127.0.0.1:{port}/display/{site.code}/", tmp_path / "profile") as page:
            windows.call_next(window, clerk, timezone.now())
            assert window.name_zh in page.wait_for(people[0].number)
            hub.terminate()
            hub.wait(30)
            page.wait_for("信号中断", within=15)
            hub = start_hub(database_url, f"127.0.0.1:{port}", keys=keys_path)
            wait_until_up(port, hub)
            windows.finish(window, people[0].pk, clerk, timezone.now())
            windows.call_next(window, clerk, timezone.now())
            assert "信号中断" not in page.wait_for(people[1].number)
    finally:
        hub.terminate()
        hub.wait(30)
