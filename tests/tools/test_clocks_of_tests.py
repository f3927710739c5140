"""No test looks at the clock while it is collected: a run may go on after midnight, and into the next month."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.check_words import ROOT

CLOCKS = {"now", "today", "localdate", "localtime", "utcnow"}


def at_import(node: ast.AST) -> Iterator[ast.Call]:
    """Yields the calls outside of functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield child
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in child.decorator_list:
                yield from at_import(ast.Expr(decorator))
        elif not isinstance(child, ast.Lambda):
            yield from at_import(child)


def clocks_at_import(file: Path) -> list[str]:
    calls = at_import(ast.parse(file.read_bytes()))
    names = ((call.lineno, ast.unparse(call.func)) for call in calls)
    return [f"{file.relative_to(ROOT)}:{line}: {name}" for line, name in names if name.rpartition(".")[2] in CLOCKS]


def test_tests_take_the_present_moment_when_they_use_it() -> None:
    files = [file for file in (ROOT / "tests").rglob("test_*.py") if file.is_file()]
    assert len(files) > 100
    assert [clock for file in files for clock in clocks_at_import(file)] == []
