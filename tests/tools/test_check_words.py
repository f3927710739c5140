"""Abolished names are refused with their successors, and commits whose subject one cannot read in a list."""

import subprocess
from pathlib import Path

import pytest

from tools import check_words
from tools.check_words import (
    WordList,
    check_subjects,
    find_base,
    find_docstrings,
    find_identifiers,
    find_locals,
    find_modules,
    find_names,
    find_phrases,
    find_repeated_classes,
    list_subjects,
    read_words,
)

WORDS = WordList(
    {"Keeper": "DeviceWorker", "hub:By": "Actor"},
    {"rouse": "requeue_stuck"},
    {"devices/keeper.py": "devices/worker.py"},
    {"Settings": "each model has its own"},
    {"found": "what was found"},
    {"forsooth": "in truth"},
    {"kiosk:door": "access", "unfit": "blocked_reason"},
)


def write(root: Path, name: str, text: str = "") -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def git(root: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Anna", "-c", "user.email=anna@example.org", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)


def commit(root: Path, subject: str) -> None:
    git(root, "commit", "--allow-empty", "--message", subject)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init")
    commit(tmp_path, "Whatever was here before is not asked about")
    return tmp_path


def test_an_abolished_name_is_told_wherever_it_is_bound_and_nowhere_else(tmp_path: Path) -> None:
    write(
        tmp_path,
        "kiosk/session.py",
        "class Session:\n    def enter(self, door):\n        self._door = door; _unfit = door\n",
    )
    write(tmp_path, "screens/plan.py", "door = self.door\n")
    assert list(find_identifiers(tmp_path, WORDS)) == [
        "kiosk/session.py:2: `door` is called access",
        "kiosk/session.py:3: `_door` is called access",
        "kiosk/session.py:3: `_unfit` is called blocked_reason",
    ]


def test_an_abolished_class_function_or_module_is_told_with_its_successor(tmp_path: Path) -> None:
    write(tmp_path, "devices/keeper.py", "class Keeper:\n    async def rouse(self): ...\n")
    assert list(find_modules(tmp_path, WORDS)) == ["devices/keeper.py: this module is called devices/worker.py"]
    assert list(find_names(tmp_path, WORDS)) == [
        "devices/keeper.py:1: `Keeper` is called DeviceWorker",
        "devices/keeper.py:2: `rouse` is called requeue_stuck",
    ]


def test_a_name_counts_where_it_is_defined_in_its_folder_and_not_in_text(tmp_path: Path) -> None:
    write(tmp_path, "hub/cases/acts.py", "class By: ...\n")
    write(tmp_path, "kiosk/by.py", 'class By: ...\n"class Keeper: a word in a sentence"\nKeepers = 3\n')
    write(tmp_path, ".venv/keeper.py", "class Keeper: ...\n")
    write(tmp_path, "hub/cases/migrations/0001.py", "class Keeper: ...\n")
    write(tmp_path, "devices/notes.txt", "class Keeper: ...\n")
    assert list(find_names(tmp_path, WORDS)) == ["hub/cases/acts.py:1: `By` is called Actor"]


def test_a_local_variable_or_parameter_is_not_named_for_its_history(tmp_path: Path) -> None:
    code = "def look(found):\n    found = [found for found in ()]\n    return lambda found: found\n"
    write(tmp_path, "hub/look.py", code)
    write(tmp_path, "tests/test_look.py", code)
    places = sorted(line.partition(": ")[0] for line in find_locals(tmp_path, WORDS))
    assert places == ["hub/look.py:1", "hub/look.py:2", "hub/look.py:2", "hub/look.py:3"]
    assert "hub/look.py:1: `found` says what happened to it: name what was found" in find_locals(tmp_path, WORDS)


def test_a_field_of_a_class_may_be_named_for_its_history(tmp_path: Path) -> None:
    write(
        tmp_path, "contract/look.py", "class Look:\n    found: int\n    found = 3\n\nprint(Look.found, dict(found=3))\n"
    )
    assert list(find_locals(tmp_path, WORDS)) == []


def test_what_is_private_is_named_for_the_thing_too(tmp_path: Path) -> None:
    write(tmp_path, "hub/look.py", "class Look:\n    def _found(self):\n        self.found = self._found = 3\n")
    places = [line.partition(": ")[0] for line in find_locals(tmp_path, WORDS)]
    assert places == ["hub/look.py:2", "hub/look.py:3"]


def test_a_phrase_is_refused_in_code_comments_and_documents(tmp_path: Path) -> None:
    write(tmp_path, "hub/look.py", '"""Forsooth, it looks."""\n\nx = 3  # forsooth\nforsooth_x = 4\n')
    write(tmp_path, "docs/look.md", "# Look\n\nIt was so, forsooth.\n")
    write(tmp_path, "README.md", "One forsooths not.\n")
    assert list(find_phrases(tmp_path, WORDS)) == [
        "hub/look.py:1: for `Forsooth` write in truth",
        "hub/look.py:3: for `forsooth` write in truth",
        "docs/look.md:3: for `forsooth` write in truth",
    ]


def test_an_abolished_word_is_refused_within_a_name(tmp_path: Path) -> None:
    write(tmp_path, "tests/test_look.py", "def test_it_looks_forsooth():\n    forsooth_x = 4\n")
    assert list(find_names(tmp_path, WORDS)) == [
        "tests/test_look.py:1: for `forsooth` in `test_it_looks_forsooth` write in truth",
    ]


def test_a_docstring_says_what_is_returned_and_asks_nothing(tmp_path: Path) -> None:
    asks = 'def mine():\n    """Whose it is."""\n\n\n@router.get("it")\ndef it():\n    """What there is."""\n'
    write(tmp_path, "hub/look.py", asks + '\n\ndef yours():\n    """Returns whose it is."""\n')
    write(tmp_path, "tests/test_look.py", 'def mine():\n    """Whose it is."""\n')
    assert list(find_docstrings(tmp_path)) == [
        "hub/look.py:1: for `Whose` write `Returns whose`, or what is done",
    ]


def test_a_docstring_begins_with_what_is_done(tmp_path: Path) -> None:
    write(tmp_path, "hub/look.py", 'def mine():\n    """The first of mine."""\n')
    (complaint,) = find_docstrings(tmp_path)
    assert complaint.startswith("hub/look.py:1: begin with a verb instead of `The`")


def test_a_class_name_stands_in_one_place(tmp_path: Path) -> None:
    write(tmp_path, "kiosk/pages/kinds.py", "class Row: ...\nclass Settings: ...\n")
    write(tmp_path, "screens/layout/boxes.py", "class Row: ...\nclass Settings: ...\n")
    write(tmp_path, "contract/tickets.py", "class Ticket: ...\nclass Notice: ...\n")
    write(tmp_path, "hub/queues/models.py", "class Ticket: ...\nclass Notice: ...\n")
    write(tmp_path, "hub/channels/models.py", "class Notice: ...\n")
    write(tmp_path, "tests/test_rows.py", "class Row: ...\n")
    assert list(find_repeated_classes(tmp_path, WORDS)) == [
        "`Notice` is a class in 3 places: contract/tickets.py, hub/channels/models.py, hub/queues/models.py",
        "`Row` is a class in 2 places: kiosk/pages/kinds.py, screens/layout/boxes.py",
    ]


def test_a_folder_that_holds_no_code_any_more_is_no_module(tmp_path: Path) -> None:
    words = WordList({}, {}, {"devices/lines": "devices/transports"}, {})
    write(tmp_path, "devices/lines/__pycache__/x.pyc")
    assert list(find_modules(tmp_path, words)) == []
    write(tmp_path, "devices/lines/serial.py")
    assert list(find_modules(tmp_path, words)) == ["devices/lines: this module is called devices/transports"]


def test_the_list_of_this_tree_can_be_read_and_nothing_of_it_is_left() -> None:
    words = read_words(check_words.ROOT / "tools" / "words.toml")
    assert words.classes["Keeper"] == "DeviceWorker"
    assert [*find_modules(check_words.ROOT, words), *find_names(check_words.ROOT, words)] == []
    assert words.locals
    assert words.phrases
    assert [*find_locals(check_words.ROOT, words), *find_phrases(check_words.ROOT, words)] == []


@pytest.mark.parametrize("text", ["[classes]", "x = 3", "[classes", "[classes]\n[functions]\n[modules]\n[verbs]\n"])
def test_a_list_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    write(tmp_path, "words.toml", text)
    with pytest.raises((TypeError, ValueError)):
        read_words(tmp_path / "words.toml")


@pytest.mark.parametrize(
    "subject",
    [
        "devices: reopen a transport after a failed write",
        "hub.core: x",
        "kiosk, screens: y",
        "Merge branch 'x'",
        "fixup! devices: z",
    ],
)
def test_a_subject_with_its_package_is_good(subject: str) -> None:
    assert list(check_subjects({"abc1234": subject})) == []


@pytest.mark.parametrize("subject", ["Reopen a transport", "devices reopen", ": x", "devices:", "Devices: reopen", ""])
def test_a_subject_without_a_package_is_refused(subject: str) -> None:
    (complaint,) = check_subjects({"abc1234": subject})
    assert complaint == f"commit abc1234: the subject begins with no `package: `: {subject}"


def test_a_subject_of_73_characters_is_refused_and_one_of_72_is_not() -> None:
    assert list(check_subjects({"a": "hub: " + "x" * 67})) == []
    (complaint,) = check_subjects({"a": "hub: " + "字" * 68})
    assert "has 73 characters" in complaint


def test_only_the_commits_of_the_branch_are_looked_at(repository: Path) -> None:
    git(repository, "switch", "--create", "work")
    commit(repository, "devices: good")
    commit(repository, "And a bad one")
    base, _ = find_base(repository)
    (complaint,) = check_subjects(list_subjects(repository, base))
    assert complaint.endswith("And a bad one")


def test_on_main_only_what_the_origin_has_not_yet_is_looked_at(repository: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    git(repository, "clone", str(repository), str(copy))
    base, _ = find_base(copy)
    assert list_subjects(copy, base) == {}
    commit(copy, "And a bad one")
    assert list(list_subjects(copy, base).values()) == ["And a bad one"]


def test_on_main_without_an_origin_it_says_why_nothing_is_looked_at(repository: Path) -> None:
    assert find_base(repository) == ("", "this branch has no upstream to compare it with")


def test_without_git_or_a_commit_it_says_so_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tmp_path, "init")
    assert find_base(tmp_path) == ("", "there is no git here, or no commit")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_base(tmp_path) == ("", "there is no git here, or no commit")


def test_the_whole_check_ends_well_or_with_its_complaints(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check_words, "ROOT", repository)
    write(repository, "tools/words.toml", '[classes]\nKeeper = "DeviceWorker"\n[functions]\n[modules]\n')
    assert check_words.main() == 0
    assert capsys.readouterr().out == "commit subjects: not checked: this branch has no upstream to compare it with\n"
    write(repository, "devices/worker.py", "class Keeper: ...\n")
    assert check_words.main() == 1
    assert "`Keeper` is called DeviceWorker" in capsys.readouterr().out
