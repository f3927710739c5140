"""A million cases on PostgreSQL, with SQLite beside: one resident's cases, worklists, opening a case, the dashboard.

One client requests each over HTTP on a kept connection; the hub and its database share one core, the client has the
other. The time includes HTTP.
"""

import asyncio
import random
from typing import Any

from bench.hub_server import Hub, hub_on, other_core
from bench.load import Client
from bench.measure import Row, Samples, beside_peer, percentile

RUNS = 7
CALLS = 150  # a run
PAGES = {"postgresql": 12, "sqlite": 2}  # a run; SQLite takes seconds for some
FEW, MANY = 10_000, 1_000_000  # cases
_MODULE = "from bench import hub_cases_fill as f\n"


def rows() -> list[Row]:
    other_core()
    table: list[Row] = []
    for database in ("postgresql", "sqlite"):
        with hub_on(database) as hub:
            table += _rows(hub, database)
    return table


def _rows(hub: Hub, database: str) -> list[Row]:
    city: Any = hub.shell("from bench.hub_city import begin\nprint(json.dumps(begin()))")
    hub.shell(_MODULE + f"print(f.grow(0, {FEW}))")
    few = _time_searches(hub, city)
    hub.shell(_MODULE + f"print(f.grow({FEW}, {MANY}))")
    many = _time_searches(hub, city)
    judged = database == "postgresql"
    worst = Samples(tuple(percentile(run, 95) for run in many))
    at_many, at_few = (Samples(tuple(percentile(run, 50) for run in runs)) for runs in (many, few))
    bar = "≤ 15" if judged else "reported"
    mine = [
        Row(f"my cases of 1,000,000, p95, {database}", "ms", worst, bar, not judged or worst.median <= 15),
        beside_peer(f"my cases, of 1,000,000 beside 10,000, {database}", "ms", at_many, at_few, most=1.5),
    ]
    opened = hub.shell(_MODULE + "print(json.dumps(f.codes()))")
    pages = [
        ("a clerk's worklist", "clerk", "/api/v1/casework/list/department"),
        ("a clerk's tasks", "clerk", "/api/v1/casework/list/tasks"),
        ("overdue in the whole city", "head", "/api/v1/casework/list/overdue"),
        ("the city's dashboard", "head", "/console/figures/"),
        ("the city's dashboard, 90 days", "head", "/console/figures/?days=90"),
        ("a street's dashboard", "head", "/console/figures/?area=s3"),
    ]
    cases = [f"/api/v1/casework/{code}" for code in opened]
    return [
        *mine,
        *(_page(hub, city, name, user, [path], database) for name, user, path in pages),
        _page(hub, city, "a case opened by a clerk", "clerk", cases, database),
        _page(hub, city, "a case's page", "clerk", [f"/console/cases/{code}/" for code in opened], database),
    ]


def _time_searches(hub: Hub, city: Any) -> list[list[float]]:
    """Returns the milliseconds of each call, by run."""
    clients = [Client(hub.port, {"Authorization": f"Bearer {token}"}) for token in city["tokens"]]
    chance = random.Random(7)  # noqa: S311 - chance here is no secret

    async def ask() -> list[list[float]]:
        runs = []
        for client in clients[: RUNS + 1]:
            for _ in range(CALLS):
                answer = await client.post("cases/search", {"number": chance.choice(city["numbers"])})
                if not answer["cases"]:
                    raise ValueError("a resident without cases")
            runs.append([second * 1000 for second in client.seconds])
            await client.close()
        return runs[1:]

    return asyncio.run(ask())


def _page(hub: Hub, city: Any, name: str, user: str, paths: list[str], database: str) -> Row:
    cookie = f"{city['session']}={city['sessions'][user]}"
    client = Client(hub.port, {"Cookie": cookie})

    async def ask() -> list[float]:
        runs = []
        for _ in range(RUNS + 1):
            client.seconds.clear()
            for place in range(PAGES[database]):
                await client.get(paths[place % len(paths)])
            runs.append(percentile(client.seconds, 95) * 1000)
        await client.close()
        return runs[1:]

    worst = Samples(tuple(asyncio.run(ask())))
    ok = database != "postgresql" or worst.median <= 300
    return Row(f"{name}, p95, {database}", "ms", worst, "≤ 300" if database == "postgresql" else "reported", ok)
