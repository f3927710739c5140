"""From a key of the search to its results on the screen, over a catalogue of a thousand items."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.kiosk import ROOT, Site, to_menu
from bench.measure import Row, Samples
from bench.screen import Screen
from bench.typed_words import time_keys
from contract.catalogue import Item, split_words
from demo.robot import Robot
from hub.catalogue.starter import starter_catalogue
from tools.xvfb import PORTRAIT, virtual_display

ITEMS = 1000
MOST = 50  # ms
WORDS = ("dibao", "shebaoka", "shenghaizi", "lsjz", "gongzufang", "canjizheng", "yanglao", "shebaoak")
LAST_CODE = f"88{ITEMS - len(starter_catalogue().items):010}"
# pixels of what is typed, which is drawn with its results: left, height above the keys, width, height
FIELD = (120, 190, 620, 40)


def rows() -> list[Row]:
    with virtual_display(*PORTRAIT) as display, Site(display, *PORTRAIT) as site:
        site.prepare()
        _fill(site.hub_database)
        screen = Screen(display, *PORTRAIT)
        with site.kiosk(probe=True) as kiosk, kiosk.robot() as robot:
            _open_search(robot, site.hub_database.parents[1] / "catalogue.json")
            painted = Samples(tuple(time_keys(robot, screen, WORDS, FIELD, 0.2)))
        screen.close()
    return [Row(f"search over {ITEMS} items, key to results", "ms", painted, f"p95 ≤ {MOST}", painted.p95 <= MOST)]


def _fill(database: Path) -> None:
    """Puts that many items into the hub's catalogue, with the command that a site uses."""
    document = database.with_name("items.json")
    document.write_text(json.dumps({"items": list(_list_items())}, ensure_ascii=False), "utf-8")
    command = [sys.executable, "-m", "hub", "catalogue", "import", str(document)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": f"sqlite:///{database}"}, check=True)


def _list_items() -> Iterator[dict[str, Any]]:
    """Yields the starter catalogue's items again and again, each time with some of their words."""
    chance = random.Random(11)  # noqa: S311
    items = starter_catalogue().items
    for number in range(1, ITEMS - len(items) + 1):
        yield _vary(items[number % len(items)], number, chance)


def _vary(item: Item, number: int, chance: random.Random) -> dict[str, Any]:
    data = item.model_dump(mode="json")
    data["code"] = f"88{number:010}"
    data["name"] = {tag: f"{wording}{number}" for tag, wording in data["name"].items()}
    for tag, wording in data["also_called"].items():
        words = split_words(wording)
        data["also_called"][tag] = "、".join(chance.sample(words, len(words) // 2))
    return data


def _open_search(robot: Robot, cached: Path) -> None:
    """Opens the page once the kiosk has the whole catalogue."""
    while LAST_CODE not in cached.read_text("utf-8"):
        time.sleep(0.5)
    to_menu(robot)
    robot.go("apply", "BrowsePage", within=30)
