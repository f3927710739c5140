"""The tour from end to end, on a kiosk that stands and on one that lies: every page by real clicks, in pictures."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from tools.xvfb import ANY_WAY, virtual_display

pytestmark = pytest.mark.timeout(400)  # two tours, on a machine that may be busy

ROOT = Path(__file__).resolve().parents[2]
UPRIGHT = "[session]\nidle_seconds = 15\n"
LYING = (ROOT / "demo/landscape.toml").read_text("utf-8")
EVERY_PAGE = {
    "attract", "menu", "browse-theme", "guide", "card", "form", "review", "submitted", "receipt",
    "take-card", "services", "priority", "appointments", "take-ticket", "busy", "number", "ticket", "cases", "timeline",
    "rating", "consult", "answers", "directory", "technician", "device", "outbox", "setup", "touch", "out-of-service",
    "idle",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Walked:
    """A tour that has come to its end."""

    status: int
    log: str
    folder: Path

    @property
    def pictures(self) -> list[Path]:
        return sorted(self.folder.glob("*.png"))

    @property
    def names(self) -> list[str]:
        return [picture.stem[3:] for picture in self.pictures]


@pytest.fixture(scope="module")
def tours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Walked]]:
    """Both at the same time, as each waits for its kiosk most of the time."""
    folder = tmp_path_factory.mktemp("tours")
    with virtual_display(*ANY_WAY) as one, virtual_display(*ANY_WAY) as other:
        begun = {
            "standing": begin(folder / "standing", one, UPRIGHT),
            "lying": begin(folder / "lying", other, LYING),
        }
        try:
            yield {name: end(folder / name, program) for name, program in begun.items()}
        finally:
            for program in begun.values():
                program.kill()
                program.wait()


def begin(folder: Path, display: str, settings: str) -> subprocess.Popen[bytes]:
    folder.mkdir()
    config = folder / "kiosk.toml"
    config.write_text(settings, "utf-8")
    command = [sys.executable, "run_kiosk.py", "--windowed", "--config", str(config), "--tour", str(folder / "out")]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "DISPLAY": display}, stdout=log, stderr=log)


def end(folder: Path, program: subprocess.Popen[bytes]) -> Walked:
    status = program.wait(300)
    return Walked(status, (folder / "log").read_text("utf-8"), folder / "out")


@pytest.fixture(params=["standing", "lying"])
def tour(request: pytest.FixtureRequest, tours: dict[str, Walked]) -> Walked:
    return tours[request.param]


def test_it_walks_to_the_end(tour: Walked) -> None:
    assert tour.status == 0, tour.log[-3000:]


def test_every_page_and_what_was_printed_is_in_the_pictures(tours: dict[str, Walked]) -> None:
    assert set(tours["standing"].names) >= EVERY_PAGE
    assert set(tours["lying"].names) >= {"attract", "menu", "guide", "form", "review", "submitted", "number", "cases"}


def test_the_pictures_are_numbered_in_their_order_and_all_of_the_screen(tours: dict[str, Walked]) -> None:
    for tour, size in ((tours["standing"], (1080, 1920)), (tours["lying"], (1920, 1080))):
        assert [picture.stem[:2] for picture in tour.pictures] == [f"{at + 1:02}" for at in range(len(tour.pictures))]
        menu = tour.folder / f"{tour.names.index('menu') + 1:02}-menu.png"
        assert Image.open(menu).size == size


def test_no_two_pages_look_the_same(tour: Walked) -> None:
    seen: dict[bytes, str] = {}
    for picture in tour.pictures:
        pixels = Image.open(picture).convert("RGB").tobytes()
        assert pixels not in seen, f"{picture.name} looks like {seen.get(pixels)}"
        seen[pixels] = picture.name


def test_the_summary_shows_each_picture_once_with_its_words(tour: Walked) -> None:
    page = (tour.folder / "index.html").read_text("utf-8")
    assert re.findall(r'<img src="([^"]+)"', page) == [picture.name for picture in tour.pictures]
    assert f"{len(tour.pictures)} 张画面" in page
    assert len(set(re.findall(r"<figcaption>\d\d · ([^<]+)<", page))) == len(tour.pictures)
