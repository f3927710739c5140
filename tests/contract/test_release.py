"""The version is that of the release, on both sides."""

import subprocess
import sys
from pathlib import Path

import pytest

from contract.release import NUMBER, describe

ROOT = Path(__file__).resolve().parents[2]


def test_an_installed_release_is_known_by_its_digest(tmp_path: Path) -> None:
    (tmp_path / "RELEASE").write_text("0123456789ab\n")
    assert describe(tmp_path) == f"{NUMBER}+0123456789ab"


def test_a_folder_without_either_has_the_number_alone(tmp_path: Path) -> None:
    assert describe(tmp_path) == NUMBER


def test_a_clone_is_known_by_its_commit_however_git_keeps_it(tmp_path: Path) -> None:
    def git(*command: str) -> str:
        identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
        done = subprocess.run(["git", *identity, *command], cwd=tmp_path, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    git("init", "--quiet", "clone")
    git("-C", "clone", "commit", "--quiet", "--allow-empty", "-m", "first")
    git("-C", "clone", "worktree", "add", "--quiet", "-b", "side", "../side")
    git("-C", "clone", "worktree", "add", "--quiet", "--detach", "../detached")
    commit = git("-C", "clone", "rev-parse", "HEAD")
    folders = [tmp_path / name for name in ("clone", "side", "detached")]
    assert [describe(folder) for folder in folders] == [f"{NUMBER}+git.{commit[:12]}"] * 3
    git("-C", "clone", "pack-refs", "--all")
    assert describe(tmp_path / "side") == f"{NUMBER}+git.{commit[:12]}"


@pytest.mark.parametrize("program", [["run_kiosk.py"], ["-m", "hub"], ["-m", "kiosk"]])
def test_every_program_says_it(program: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, *program, "--version"], cwd=ROOT, check=True, capture_output=True, text=True, timeout=110
    )
    assert done.stdout.strip() == describe(ROOT)
