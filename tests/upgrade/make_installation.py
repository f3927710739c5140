"""Makes the installation of commit 0a15b02 that test_installation.py upgrades. Once; what it made is in the repository.

git worktree add /tmp/then 0a15b02
.venv/bin/python -m tests.upgrade.make_installation /tmp/then

That release's own code fills a hub on SQLite, one on PostgreSQL, and the data directory of a kiosk (fill_hub.py and
fill_kiosk.py beside the fixtures). The dump is plain SQL, so that later servers read it. All is invented.
"""

import json
import lzma
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tests.hub import postgres

HERE = Path(__file__).parent / "0a15b02"


def main(checkout: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        keys = Path(folder, "hub.keys")
        _run(checkout, {}, sys.executable, "-m", "hub", "keys", str(keys))
        _make_sqlite(checkout, Path(folder, "sqlite"), keys)
        _make_postgresql(checkout, Path(folder, "postgresql"), keys)
        shutil.copy(keys, HERE / "hub.keys")


def _make_sqlite(checkout: Path, folder: Path, keys: Path) -> None:
    folder.mkdir()
    database = folder / "hub.sqlite3"
    _fill_hub(checkout, folder, f"sqlite:///{database}", keys)
    (folder / "kiosk").mkdir(mode=0o700)
    program = [sys.executable, str(HERE / "fill_kiosk.py"), str(folder / "kiosk"), str(folder / "kiosk.json")]
    kiosk = json.loads(_run(checkout, {}, *program))
    shutil.move(folder / "token", folder / "kiosk" / "hub.token")
    _pack(database.read_bytes(), "hub.sqlite3")
    _pack((folder / "state.json").read_bytes(), "sqlite.json")
    (HERE / "kiosk.json").write_text(json.dumps(kiosk, indent=1) + "\n", "utf-8")
    with tarfile.open(HERE / "kiosk.tar.xz", "w:xz") as tar:
        tar.add(folder / "kiosk", "kiosk")


def _make_postgresql(checkout: Path, folder: Path, keys: Path) -> None:
    folder.mkdir()
    with postgres.folder() as place:
        postgres.initialise(place)
        with postgres.server(place) as server:
            url = postgres.create(server, "then")
            _fill_hub(checkout, folder, url, keys)
            dump = _run(checkout, {}, "pg_dump", "--inserts", "--rows-per-insert=500", "--no-owner", url)
    portable = re.sub(r"(?m)^(\\(un)?restrict .*|SET transaction_timeout .*)\n", "", dump)
    _pack(portable.encode(), "hub.sql")
    _pack((folder / "state.json").read_bytes(), "postgresql.json")


def _fill_hub(checkout: Path, folder: Path, url: str, keys: Path) -> None:
    settings = {"DATABASE_URL": url, "HUB_KEYS": str(keys)}
    for command in ("migrate", "seed"):
        _run(checkout, settings, sys.executable, "-m", "hub", command)
    state = _run(checkout, settings, sys.executable, str(HERE / "fill_hub.py"), str(folder))
    (folder / "state.json").write_text(state, "utf-8")


def _run(checkout: Path, settings: dict[str, str], *program: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(checkout), **settings}
    done = subprocess.run(program, cwd=checkout, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def _pack(content: bytes, name: str) -> None:
    (HERE / f"{name}.xz").write_bytes(lzma.compress(content, preset=9))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
