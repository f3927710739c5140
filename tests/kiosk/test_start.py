"""The first page is there before the rest of the kiosk is."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from contract.catalogue import Catalogue, Notice
from contract.text import Text
from kiosk import clock
from kiosk.app.start import first_page
from kiosk.hub_link.catalogue_cache import CatalogueCache


def notice(title: str, since: date, until: date | None) -> Notice:
    return Notice(
        title=Text({"zh-Hans": title, "en": f"{title} in English"}),
        body=Text({"zh-Hans": "内容"}),
        since=since,
        until=until,
    )


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    today, day = clock.today(), timedelta(days=1)
    notices = (
        notice("现在", today, None),
        notice("过去", today - 9 * day, today - day),
        notice("将来", today + day, None),
        notice("今天", today, today),
    )
    catalogue = Catalogue(version="1", themes=(), departments=(), items=(), services=(), notices=notices)
    CatalogueCache(tmp_path).keep(catalogue, "etag")
    return tmp_path


def test_the_first_page_has_the_notices_of_the_last_run(data_dir: Path) -> None:
    assert [n.title for n in first_page("社区", "zh-Hans", data_dir).notices] == ["现在", "今天"]
    english = first_page("社区", "en", data_dir).notices[0]
    assert (english.title, english.body) == ("现在 in English", "内容")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"catalogue": {"notices": [{}]}}', "\udc80"])
def test_a_kept_catalogue_that_cannot_be_read_is_no_obstacle(tmp_path: Path, content: str) -> None:
    (tmp_path / "catalogue.json").write_text(content, "utf-8", errors="surrogateescape")
    assert first_page("社区", "zh-Hans", tmp_path).notices == ()


def test_nothing_heavy_is_imported_for_it(tmp_path: Path) -> None:
    program = (
        "import pathlib, sys; from kiosk.app.start import first_page; "
        f"first_page('x', 'zh-Hans', pathlib.Path({str(tmp_path)!r})); "
        "print(*{'pydantic', 'requests', 'cryptography', 'contract', 'kivy'} & sys.modules.keys())"
    )
    root = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", program], check=True, cwd=root, capture_output=True, text=True)
    assert run.stdout.split() == []
