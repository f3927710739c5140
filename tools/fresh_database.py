"""Writes the script by which the hub fills a fresh SQLite database: `python -m tools.fresh_database`.

Run it where migrations have gathered since; until then they run one by one, after the script.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from hub.core.fresh_database import SCRIPT, dump_database
from hub.core.keys import make_keys


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "hub.sqlite3")
        run_migrations(path)
        with closing(sqlite3.connect(path)) as database:
            SCRIPT.write_text("\n".join(dump_database(database)) + "\n", "utf-8")


def run_migrations(path: Path) -> None:
    """Makes a database there, by every migration. Django words the JSON types of an index in the order of a set: a
    fixed seed of Python's hashes makes it the same each time."""
    make_keys(path.with_suffix(".keys"))
    settings = {
        "DATABASE_URL": f"sqlite:///{path}",
        "DJANGO_SETTINGS_MODULE": "hub.settings",
        "PYTHONHASHSEED": "0",
    }
    command = [sys.executable, "-m", "django", "migrate", "--step-by-step", "--verbosity", "0"]
    subprocess.run(command, check=True, env={**os.environ, **settings})


if __name__ == "__main__":
    main()
