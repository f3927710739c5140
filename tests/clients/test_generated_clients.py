"""Clients that others generate from the published schema read the catalogue and hand in a case, in two languages."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.cases import read_case_code
from hub.openapi import PUBLISHED
from tests.kiosk.hub_process import HubProcess

HERE = Path(__file__).parent
ITEM = "网格事件、诉求"  # without a card
PACKAGES = ("openapi-typescript@7", "openapi-fetch@0.17", "typescript@5", "@types/node@20")
pytestmark = [pytest.mark.soak, pytest.mark.timeout(600)]


@pytest.fixture
def hub(tmp_path: Path, seeded_hub: Path) -> Iterator[HubProcess]:
    process = HubProcess(tmp_path / "hub", seeded_hub)
    process.start()
    yield process
    process.stop()


def run(*command: str, folder: Path, **settings: str) -> str:
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **settings}, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def check_handed_in(hub: HubProcess, printed: str) -> None:
    code = read_case_code(printed.strip())
    assert code is not None
    assert hub.query(f"SELECT count(*) FROM cases_case WHERE code = '{code}'") == [(1,)]


def test_a_client_in_python(hub: HubProcess, tmp_path: Path) -> None:
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # the generator formats with ruff
    generate = (sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--fail-on-warning")
    run(*generate, "--path", str(PUBLISHED), "--output-path", str(tmp_path / "hub_client"), folder=tmp_path, PATH=tools)
    token = hub.token_file.read_text("ascii").strip()
    program = (sys.executable, str(HERE / "hand_in.py"), hub.url, token, ITEM)
    check_handed_in(hub, run(*program, folder=tmp_path, PYTHONPATH=str(tmp_path)))


@pytest.mark.skipif(shutil.which("npm") is None, reason="needs Node and the npm registry")
def test_a_client_in_typescript(hub: HubProcess, tmp_path: Path) -> None:
    shutil.copy(HERE / "hand_in.ts", tmp_path)
    run("npm", "install", "--no-audit", "--no-fund", "--prefix", ".", *PACKAGES, folder=tmp_path)
    defaults = "--default-non-nullable=false"  # what has a default need not be sent
    run("npx", "openapi-typescript", str(PUBLISHED), defaults, "--output", "schema.d.ts", folder=tmp_path)
    options = ("--strict", "--target", "es2022", "--module", "nodenext", "--moduleResolution", "nodenext")
    run("npx", "tsc", *options, "--types", "node", "--skipLibCheck", "hand_in.ts", folder=tmp_path)
    token = hub.token_file.read_text("ascii").strip()
    check_handed_in(hub, run("node", "hand_in.js", hub.url, token, ITEM, folder=tmp_path))
