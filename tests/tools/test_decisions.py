"""docs/decisions: numbers without holes, titles, the index, and references from the tree."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "decisions"
DECISIONS = sorted(FOLDER.glob("[0-9]*.md"))
BY_NUMBER = {path.name[:4]: path.name for path in DECISIONS}
INDEX = FOLDER / "README.md"

_TO_FILE = re.compile(r"decisions/(\d{4}-[\w-]+\.md)")
_TO_NUMBER = re.compile(r"\bdecisions?[/ ](\d{4})\b")
_LINK = re.compile(r"\[(\d{4})\]\(([^)#]+)\)")


def test_numbers_have_no_holes() -> None:
    assert [path.name[:4] for path in DECISIONS] == [f"{number:04d}" for number in range(1, len(DECISIONS) + 1)]


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.name[:4])
def test_a_decision_has_its_title_and_its_three_parts(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()

    assert re.fullmatch(rf"# {path.name[:4]}: \S.+", lines[0])
    assert [line for line in lines if line.startswith("## ")] == ["## Context", "## Choice", "## Consequence"]


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.name[:4])
def test_the_index_lists_each_decision_by_its_title(path: Path) -> None:
    title = path.read_text("utf-8").splitlines()[0].partition(": ")[2]

    assert f"- [{path.name[:4]}]({path.name}) {title}\n" in INDEX.read_text("utf-8")


def test_every_reference_to_a_decision_leads_to_one() -> None:
    broken = [f"{path}: {reference}" for path in _tracked() for reference in _broken_references(path)]

    assert not broken


def _tracked() -> list[Path]:
    command = ["git", "grep", "-lIE", r"decisions?[/ ][0-9]{4}|\[[0-9]{4}\]\("]
    output = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    return [ROOT / name for name in output.splitlines()] or [*DECISIONS, INDEX]


def _broken_references(path: Path) -> Iterator[str]:
    text = path.read_text("utf-8")
    yield from (name for name in _TO_FILE.findall(text) if name not in BY_NUMBER.values())
    yield from (number for number in _TO_NUMBER.findall(text) if number not in BY_NUMBER)
    if path.parent == FOLDER:
        yield from (f"[{number}]({name})" for number, name in _LINK.findall(text) if BY_NUMBER.get(number) != name)
