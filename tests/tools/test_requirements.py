"""A kiosk in service installs what its program imports; a lock says nothing of the machine that made it."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ROOT / "requirements"
LOCKS = sorted(REQUIREMENTS.glob("*.txt"))


def named(file: str) -> set[str]:
    lines = (REQUIREMENTS / file).read_text("utf-8").splitlines()
    return {match[0] for line in lines if (match := re.match(r"[a-z][a-z0-9-]*", line))}


@pytest.mark.parametrize("package", ["python-escpos", "python-stdnum", "python-xlib", "pypinyin"])
def test_what_only_tests_and_the_demonstration_use_is_not_installed_at_a_site(package: str) -> None:
    assert package not in named("run.in") | named("run.txt") | named("built.txt")
    assert package in named("demo.txt") | named("dev.txt")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_pins_each_package_by_hash_and_names_no_index(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    for package in re.split(r"\n(?=[a-z])", re.sub(r"(?m)^ *#.*\n", "", text).strip()):
        assert re.match(r"[a-z0-9-]+==\S+ \\\n +--hash=sha256:", package), package


PRODUCT = ("bounded_http", "config", "contract", "devices", "hub", "install", "kiosk", "languages", "screens", "speech")


@pytest.mark.parametrize("package", PRODUCT)
def test_no_part_of_the_product_imports_what_only_tests_have(package: str) -> None:
    wanted = re.compile(r"^\s*(?:from|import) (?:escpos|stdnum|Xlib|pypinyin|opencc)\b", re.MULTILINE)
    assert [file for file in (ROOT / package).rglob("*.py") if wanted.search(file.read_text("utf-8"))] == []


_TYPES_ALONE = {"django_stubs_ext"}  # imported for mypy


def imported(package: str) -> set[str]:
    """Returns the libraries of others that a package imports, by the names of their modules."""
    names = set()
    for file in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
    return names - sys.stdlib_module_names - set(PRODUCT) - _TYPES_ALONE


@pytest.mark.parametrize("package", PRODUCT)
def test_what_a_part_of_the_product_imports_is_required_by_name(package: str) -> None:
    libraries = packages_distributions()
    required = {name.replace("-", "_") for name in named("run.in") | named("built.in")}
    for module in imported(package):
        names = {name.lower().replace("-", "_") for name in libraries[module]}
        assert names & required, module
