"""The desk: a clerk's day in a browser, a person among a million, an item's preview, an import of residents.

On PostgreSQL; the hub and its database share the first core, the browser or client has the other.
"""

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.desk_day import Day, Desk, browser
from bench.hub_server import Hub, hub_on, other_core
from bench.load import Client
from bench.measure import Row, Samples, percentile

RUNS = 7
SEARCHES = 40  # a run
RESIDENTS = 1_000_000
IMPORTED = 100_000
MOST_WAITING, MOST_CLICKS = 4.0, 5  # seconds a day; a visit
MOST_SEARCH, MOST_PREVIEW, MOST_IMPORT = 50, 500, 120  # ms, ms, s
_FILL = "from bench import desk_fill as f\n"
_CSRF = "a" * 32


def rows() -> list[Row]:
    other_core()
    with hub_on("postgresql") as hub:
        desk: Any = hub.shell(_FILL + "print(json.dumps(f.begin()))")
        day = _work(hub, desk)
        previews = _time_previews(hub, desk)
        hub.shell(_FILL + f"print(f.fill_residents({RESIDENTS}))")
        by_number, by_name = _time_searches(hub, desk)  # before the imports, during which the session would idle out
        imports = [_time_import(hub, 1000 + place * IMPORTED, 0) for place in range(RUNS)]
        reports = [_time_import(hub, 1000 + RUNS * IMPORTED, 100) for _run in range(RUNS)]
    return [
        *_rows_of(day),
        _bounded("a person by number, of 1,000,000, p95", "ms", by_number, MOST_SEARCH),
        _bounded("a person by name and birth, of 1,000,000, p95", "ms", by_name, MOST_SEARCH),
        _bounded("item editor's preview, p95 of all items", "ms", previews, MOST_PREVIEW),
        _bounded("import of 100,000 residents", "s", imports, MOST_IMPORT),
        _bounded("report of 100,000 residents, one row in 100 wrong", "s", reports, MOST_IMPORT),
    ]


def _bounded(name: str, unit: str, values: list[float], most: float) -> Row:
    samples = Samples(tuple(values))
    return Row(name, unit, samples, f"≤ {most:g}", samples.median <= most)


def _work(hub: Hub, desk: Any) -> Day:
    address = f"http://127.0.0.1:{hub.port}"
    cookie = {"name": desk["session"], "value": desk["sessions"]["head"], "path": "/"}
    with browser(address, cookie) as driver:
        return Desk(driver, address, desk["window"]).work(desk["numbers"])


def _rows_of(day: Day) -> list[Row]:
    waits = Samples(tuple(sum(visit) for visit in day.waits))
    total, most = sum(waits.values), max(day.clicks)
    return [
        Row(
            "a visit at the desk, all waiting",
            "s",
            waits,
            f"{total:.3g} a day ≤ {MOST_WAITING:g}",
            total <= MOST_WAITING,
        ),
        Row(
            "a visit at the desk, clicks",
            "clicks",
            Samples(tuple(map(float, day.clicks))),
            f"most {most} ≤ {MOST_CLICKS}",
            most <= MOST_CLICKS,
        ),
    ]


def _time_previews(hub: Hub, desk: Any) -> list[float]:
    """Returns the milliseconds of the slowest twentieth, by run."""
    cookie = f"{desk['session']}={desk['sessions']['head']}"

    async def ask() -> list[float]:
        client, runs = Client(hub.port, {"Cookie": cookie}), []
        for _run in range(RUNS + 1):
            client.seconds.clear()
            for draft in desk["drafts"]:
                await client.get(f"/console/items/drafts/{draft}/preview/")
            runs.append(percentile(client.seconds, 95) * 1000)
        await client.close()
        return runs[1:]

    return asyncio.run(ask())


def _time_searches(hub: Hub, desk: Any) -> tuple[list[float], list[float]]:
    """Returns the milliseconds of the page that shows who was looked up: by number, and by name with the day of
    birth."""
    ground = {"ground": "words", "ground_value": "核对住址"}
    numbers = [{"by": "number", "wanted": number, **ground} for number in desk["numbers"]]
    names = [{"by": "name", "wanted": desk["name"], "birth": desk["birth"], **ground}]
    return _ask_people(hub, desk, numbers), _ask_people(hub, desk, names)


def _ask_people(hub: Hub, desk: Any, forms: list[dict[str, str]]) -> list[float]:
    cookie = f"{desk['session']}={desk['sessions']['head']}; {desk['csrf']}={_CSRF}"

    async def ask() -> list[float]:
        client, runs = Client(hub.port, {"Cookie": cookie, "X-CSRFToken": _CSRF}), []
        for _run in range(RUNS + 1):
            client.seconds.clear()
            for place in range(SEARCHES):
                page = await client.send_form("/console/people/find/", forms[place % len(forms)])
                if b'id="matters"' not in page and b'id="named"' not in page:
                    raise ValueError("nobody was found")
            runs.append(percentile(client.seconds, 95) * 1000)
        await client.close()
        return runs[1:]

    return asyncio.run(ask())


def _time_import(hub: Hub, first: int, mistake_every: int) -> float:
    """Returns the seconds of the command with its report."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        path = Path(folder) / "residents.csv"
        arguments = f"f.Path({str(path)!r}), {first}, {first + IMPORTED}, {mistake_every}"
        hub.shell(_FILL + f"f.write_residents({arguments})\nprint('null')")
        began = perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "hub", "residents", "import", str(path)],
            check=False, env=hub.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        seconds = perf_counter() - began
    if bool(done.returncode) is not bool(mistake_every):
        raise ValueError(done.stdout[-400:])
    return seconds
