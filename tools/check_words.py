"""Refuses names and phrases that were abolished, class names that stand twice (`tools/words.toml`), and commits whose
subject is not `package: imperative`.

python -m tools.check_words      # exit status 1 where something is to be renamed or reworded
"""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LONGEST = 72
MOST_COMMITS = 200
_SUBJECT = re.compile(r"[a-z][a-z0-9_.,/ -]*: \S")
_UNMADE = re.compile(r"(Merge|Revert|fixup!|squash!|amend!) ?")  # git's own words, and what is not a commit yet
_UNCOUNTED = {"tests", "bench"}
_FREE_LOCALS = {"tests"}  # a test may say `said` of what somebody said
_SKIPPED = {"migrations", "out", "node_modules"}
_UNANSWERED = re.compile(r"(What|Who|Whose|Whom|Whether|How|Which)\b")  # of a docstring: what is done is not said
_NO_VERB = re.compile(
    r"(The|An?|Of|As|Like|It|Its|Their|One|One's|Somebody|Nobody|Each|With|Without|By|At|In|On|For|To|Called|Never|Not)\b"
)
_LATEST = 10  # commits of `main`, where nothing tells which of them are new


@dataclass(frozen=True, slots=True)
class WordList:
    """Old names and their successors, by what they name. A key is `name`, or `folder:name`."""

    classes: Mapping[str, str]
    functions: Mapping[str, str]
    modules: Mapping[str, str]
    repeated: Mapping[str, str] = field(default_factory=dict)  # class names that may stand in several places, and why
    locals: Mapping[str, str] = field(default_factory=dict)  # of local variables and parameters, tests' aside
    phrases: Mapping[str, str] = field(default_factory=dict)  # of docstrings, comments and documents, in any case
    identifiers: Mapping[str, str] = field(default_factory=dict)  # of attributes, variables, parameters and functions


def main() -> int:
    words = read_words(ROOT / "tools" / "words.toml")
    complaints = [
        *find_modules(ROOT, words),
        *find_names(ROOT, words),
        *find_identifiers(ROOT, words),
        *find_locals(ROOT, words),
        *find_phrases(ROOT, words),
        *find_docstrings(ROOT),
        *find_repeated_classes(ROOT, words),
    ]
    base, why_not = find_base(ROOT)
    if base:
        complaints += check_subjects(list_subjects(ROOT, base))
    else:
        print(f"commit subjects: not checked: {why_not}")
    print(*complaints, sep="\n", end="\n" if complaints else "")
    return 1 if complaints else 0


def read_words(file: Path) -> WordList:
    """Returns the lists of a file. Raises OSError, ValueError, TypeError for a file that is not one."""
    tables: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    return WordList(**tables)


def find_modules(root: Path, words: WordList) -> Iterator[str]:
    for old, new in words.modules.items():
        if (root / old).exists() and not ((root / old).is_dir() and not any((root / old).rglob("*.py"))):
            yield f"{old}: this module is called {new}"


def find_names(root: Path, words: WordList) -> Iterator[str]:
    """Yields one line for each definition of an abolished class or function, or with an abolished word in its name."""
    for file in list_files(root):
        path = file.relative_to(root).as_posix()
        for node in ast.walk(_parse(file)):
            if isinstance(node, ast.ClassDef):
                successor = find_successor(words.classes, path, node.name)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                successor = find_successor(words.functions, path, node.name)
            else:
                continue
            if successor:
                yield f"{path}:{node.lineno}: `{node.name}` is called {successor}"
            for word in node.name.lower().split("_"):
                if word in words.phrases:
                    yield f"{path}:{node.lineno}: for `{word}` in `{node.name}` write {words.phrases[word]}"


def find_identifiers(root: Path, words: WordList) -> Iterator[str]:
    """Yields one line for each place where an abolished name is bound, with or without underscores before it."""
    for file in list_files(root):
        path = file.relative_to(root).as_posix()
        if path.partition("/")[0] not in _FREE_LOCALS:
            for line, name in sorted(_list_bound(_parse(file))):
                if successor := find_successor(words.identifiers, path, name.lstrip("_")):
                    yield f"{path}:{line}: `{name}` is called {successor}"


def _list_bound(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.attr
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.lineno, node.name


def find_locals(root: Path, words: WordList) -> Iterator[str]:
    """Yields one line for each local variable, parameter, private attribute or function that is named for its history.
    Fields of a class are none: they cross the wire, or are columns."""
    for file in list_files(root):
        path = file.relative_to(root).as_posix()
        if path.partition("/")[0] in _FREE_LOCALS:
            continue
        tree = _parse(file)
        fields = {id(node) for part in ast.walk(tree) if isinstance(part, ast.ClassDef) for node in _list_fields(part)}
        for node in ast.walk(tree):
            if isinstance(node, ast.arg):
                name = node.arg
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and id(node) not in fields:
                name = node.id
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr.startswith("_"):
                name = node.attr
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("_"):
                name = node.name
            else:
                continue
            if successor := find_successor(words.locals, path, name.lstrip("_")):
                yield f"{path}:{node.lineno}: `{name}` says what happened to it: name {successor}"


def _list_fields(node: ast.ClassDef) -> Iterator[ast.expr]:
    for line in node.body:
        if isinstance(line, ast.AnnAssign):
            yield line.target
        elif isinstance(line, ast.Assign):
            yield from line.targets


def find_phrases(root: Path, words: WordList) -> Iterator[str]:
    """Yields one line for each line of code, comment or document with an abolished phrase."""
    if not words.phrases:
        return
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, words.phrases))})\b", re.IGNORECASE)
    for file in [*list_files(root), *sorted(root.glob("*.md")), *sorted((root / "docs").rglob("*.md"))]:
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if match := pattern.search(line):
                successor = words.phrases[match[1].lower()]
                yield f"{file.relative_to(root).as_posix()}:{number}: for `{match[1]}` write {successor}"


def find_docstrings(root: Path) -> Iterator[str]:
    """Yields one line for each function whose docstring does not begin with what is done; those of tests and published
    operations may begin otherwise."""
    for file in list_files(root):
        path = file.relative_to(root).as_posix()
        if path.partition("/")[0] in _FREE_LOCALS:
            continue
        for node in ast.walk(_parse(file)):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or _is_published(node):
                continue
            docstring = ast.get_docstring(node) or ""
            if match := _UNANSWERED.match(docstring):
                yield f"{path}:{node.lineno}: for `{match[1]}` write `Returns {match[1].lower()}`, or what is done"
            if match := _NO_VERB.match(docstring):
                yield f"{path}:{node.lineno}: begin with a verb instead of `{match[1]}`: `Returns …`, or what is done"


def _is_published(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(ast.unparse(decorator).startswith("router.") for decorator in node.decorator_list)


def find_repeated_classes(root: Path, words: WordList) -> Iterator[str]:
    """Yields one line for each class name that stands in several places; a message in `contract` and its row in `hub`
    may."""
    places: dict[str, list[str]] = {}
    for file in list_files(root):
        path = file.relative_to(root).as_posix()
        if path.partition("/")[0] not in _UNCOUNTED:
            for node in ast.walk(_parse(file)):
                if isinstance(node, ast.ClassDef) and node.name not in words.repeated:
                    places.setdefault(node.name, []).append(path)
    for name, paths in sorted(places.items()):
        if len(paths) > 1 and sorted(path.partition("/")[0] for path in paths) != ["contract", "hub"]:
            yield f"`{name}` is a class in {len(paths)} places: {', '.join(paths)}"


@cache
def _parse(file: Path) -> ast.Module:
    """Returns the file's tree, parsed once, as each check reads the same files."""
    return ast.parse(file.read_bytes(), str(file))


def list_files(root: Path) -> Iterator[Path]:
    for file in sorted(root.rglob("*.py")):
        parts = file.relative_to(root).parts
        if not any(part.startswith(".") or part in _SKIPPED for part in parts) and not file.is_symlink():
            yield file


def find_successor(names: Mapping[str, str], path: str, name: str) -> str | None:
    for old, new in names.items():
        folder, _, bare = old.rpartition(":")
        if bare == name and (not folder or path.startswith(f"{folder}/")):
            return new
    return None


def check_subjects(subjects: Mapping[str, str]) -> Iterator[str]:
    """Yields what is wrong with the subjects; `subjects` by the commit's short name."""
    for commit, subject in subjects.items():
        if _UNMADE.match(subject):
            continue
        if len(subject) > LONGEST:
            yield f"commit {commit}: the subject has {len(subject)} characters, at most {LONGEST} are read: {subject}"
        if not _SUBJECT.match(subject):
            yield f"commit {commit}: the subject begins with no `package: `: {subject}"


def list_subjects(root: Path, base: str) -> dict[str, str]:
    lines = _git(root, "log", f"--max-count={MOST_COMMITS}", "--no-merges", "--format=%h %s", f"{base}..HEAD") or ""
    return dict(line.partition(" ")[::2] for line in lines.splitlines())


def find_base(root: Path) -> tuple[str, str]:
    """Returns the commit from which this branch goes off, on `main` one not long ago; or "" and why there is none."""
    if _git(root, "rev-parse", "--verify", "HEAD") is None:
        return "", "there is no git here, or no commit"
    for upstream in ("origin/HEAD", "origin/main", "@{upstream}", "main"):
        if upstream == "main" and _git(root, "rev-parse", "--abbrev-ref", "HEAD") == "main":
            continue
        base = _git(root, "merge-base", "HEAD", upstream)
        if base:
            return base, ""
    latest = _git(root, "rev-parse", "--verify", "--quiet", f"HEAD~{_LATEST}")
    return (latest, "") if latest else ("", "this branch has no upstream to compare it with")


def _git(root: Path, *arguments: str) -> str | None:
    """Returns what it prints, or None where it fails."""
    try:
        ended = subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return None
    return ended.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
