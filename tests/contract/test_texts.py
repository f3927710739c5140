"""What the contract itself says to residents is in both languages: it cannot use the kiosk's catalogues."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import contract
from contract.text import Text

FILES = sorted(Path(contract.__file__).parent.glob("*.py"))
_CHINESE = re.compile(r"[\u3001-\u303f\u4e00-\u9fff\uff00-\uffef]")  # letters and marks


def made(tree: ast.AST) -> Iterator[ast.Call]:
    """Every text that is written down."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
            yield node


def written(value: ast.expr) -> str:
    """The letters of a literal, formatted or not; of a computed value, its expression."""
    if isinstance(value, ast.JoinedStr):
        return "".join(str(part.value) for part in value.values if isinstance(part, ast.Constant))
    return str(value.value) if isinstance(value, ast.Constant) else ""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_text_is_written_in_both_languages(file: Path) -> None:
    for call in made(ast.parse(file.read_text("utf-8"))):
        said = {keyword.arg: keyword.value for keyword in call.keywords}
        assert set(said) == {"zh", "en"}, f"line {call.lineno}"
        chinese, english = written(said["zh"]), written(said["en"])
        assert bool(chinese) == bool(english), f"line {call.lineno}"
        assert not chinese or _CHINESE.search(chinese), f"line {call.lineno}"
        assert not _CHINESE.search(english), f"line {call.lineno}"


def test_that_looks_at_many_texts() -> None:
    found = [call for file in FILES for call in made(ast.parse(file.read_text("utf-8")))]
    assert len(found) > 20
    values = [v for file in FILES for v in vars(import_module(f"contract.{file.stem}")).values() if isinstance(v, Text)]
    assert values
    assert all(value.zh and value.en for value in values)
