"""A fresh SQLite database is filled by one script, which makes what the migrations make one by one."""

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from hub.core.keys import make_keys
from tests.hub.hub_process import ROOT, environment

HUB = [sys.executable, "-m", "hub"]
USED = {"audit_entry", "audit_chain", "setup_setupcode", "sqlite_sequence"}  # by the command itself, with its own keys
NUMBERED = {  # rows whose numbers depend on the order of the migrations, by what tells them apart
    "django_migrations": "SELECT app, name FROM django_migrations",
    "django_content_type": "SELECT app_label, model FROM django_content_type",
    "catalogue_area": "SELECT id, code, level, parent_id, position, name FROM catalogue_area",  # sealed by its own keys
    "auth_permission": "SELECT app_label, model, codename, p.name FROM auth_permission p "
    "JOIN django_content_type t ON t.id = content_type_id",
}


def at(path: Path) -> dict[str, str]:
    """Returns the environment of a hub there."""
    return environment(f"sqlite:///{path}", path.with_suffix(".keys"))


def rows(database: sqlite3.Connection, query: str) -> list[tuple[object, ...]]:
    return sorted(database.execute(query).fetchall(), key=repr)


def schema(database: sqlite3.Connection) -> list[tuple[object, ...]]:
    """Django words the JSON types of an index in another order each time."""
    everything = rows(database, "SELECT type, name, sql FROM sqlite_master")
    return [(kind, name, re.sub(r"IN \(.*?\)", "IN (…)", str(sql))) for kind, name, sql in everything]


def test_the_script_and_the_migrations_make_the_same(tmp_path: Path) -> None:
    filled, stepped = tmp_path / "filled.sqlite3", tmp_path / "stepped.sqlite3"
    subprocess.run([*HUB, "migrate"], cwd=ROOT, env=at(filled), check=True)
    make_keys(stepped.with_suffix(".keys"))
    django = {**at(stepped), "DJANGO_SETTINGS_MODULE": "hub.settings"}
    steps = [sys.executable, "-m", "django", "migrate", "--step-by-step", "--verbosity", "0"]
    subprocess.run(steps, cwd=ROOT, env=django, check=True)
    with closing(sqlite3.connect(filled)) as script, closing(sqlite3.connect(stepped)) as steps_made:
        assert schema(script) == schema(steps_made)
        assert script.execute("PRAGMA foreign_key_check").fetchall() == []
        for (table,) in rows(script, "SELECT name FROM sqlite_master WHERE type = 'table'"):
            if table not in USED:
                query = NUMBERED.get(str(table), f'SELECT * FROM "{table}"')
                assert rows(script, query) == rows(steps_made, query), table


@pytest.mark.parametrize(("suite", "method"), [("aes", "sha256"), ("sm", "sm3")])
def test_the_audit_log_begins_with_the_hubs_own_keys(tmp_path: Path, suite: str, method: str) -> None:
    path = tmp_path / "hub.sqlite3"
    national = {**at(path), "HUB_CRYPTO": suite}
    for command in (("migrate",), ("audit", "verify")):
        subprocess.run([*HUB, *command], cwd=ROOT, env=national, check=True)
    with closing(sqlite3.connect(path)) as database:
        assert rows(database, "SELECT DISTINCT method FROM audit_chain") == [(method,)]


def test_a_database_with_something_in_it_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "hub.sqlite3"
    with closing(sqlite3.connect(path)) as foreign, foreign:
        foreign.execute("CREATE TABLE kiosks_site (id integer)")
    ended = subprocess.run([*HUB, "migrate"], cwd=ROOT, env=at(path), capture_output=True, text=True, check=False)
    assert ended.returncode != 0
    with closing(sqlite3.connect(path)) as foreign:
        assert rows(foreign, "SELECT sql FROM sqlite_master WHERE name = 'kiosks_site'") == [
            ("CREATE TABLE kiosks_site (id integer)",)
        ]
