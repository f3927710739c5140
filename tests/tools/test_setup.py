"""Set-up, on a tree of its own, with programs in place of Debian's."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"

PLAN = """
[debian]
group = ["xvfb", "librime1"]

[targets]
run = { debian = ["group"], locks = ["run"], steps = ["greeting"] }

[steps.greeting]
module = "greet"
inputs = ["words/*.txt"]
makes = ["greeting"]
"""

PROGRAM = """#!/bin/sh
echo "$(basename "$0") $*" >> "$RECORD"
{body}
"""


class Machine:
    """A tree with its own plan, and a PATH with nothing but what we put there."""

    def __init__(self, folder: Path) -> None:
        self.tree = folder / "tree"
        self.programs = folder / "bin"
        self.record = folder / "record"
        self.programs.mkdir()
        self.record.touch()
        for name, text in {
            "tools/setup.toml": PLAN,
            "tools/setup.py": (TOOLS / "setup.py").read_text(),
            "requirements/run.txt": "",
            "requirements/demo.txt": "",
            "requirements/dev.txt": "",
            "requirements/built.txt": "",
            "words/hello.txt": "hello",
            "greet.py": "open('greeting', 'a').write(open('words/hello.txt').read())",
        }.items():
            file = self.tree / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        for program in ("sh", "env", "basename"):
            (self.programs / program).symlink_to(f"/usr/bin/{program}")
        self.with_packages("xvfb", "librime1")

    def with_packages(self, *names: str) -> None:
        self.program("dpkg-query", "\n".join(f"echo 'installed {name}'" for name in names))

    def program(self, name: str, body: str = "") -> None:
        file = self.programs / name
        file.write_text(PROGRAM.format(body=body))
        file.chmod(file.stat().st_mode | stat.S_IXUSR)

    def environment_is_made(self) -> None:
        """Stand in for venv and pip: the interpreter that runs the tests serves as the tree's."""
        python = self.tree / ".venv" / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.symlink_to(sys.executable)

    def set_up(self, root: bool = True) -> subprocess.CompletedProcess[str]:
        code = (
            "import os, sys; sys.path.insert(0, 'tools'); import setup; "
            f"os.geteuid = lambda: {0 if root else 1000}; "
            "setup.virtual_environment = lambda locks: None; sys.exit(setup.main('run'))"
        )
        environment = {"PATH": str(self.programs), "RECORD": str(self.record)}
        command = [sys.executable, "-c", code]
        return subprocess.run(
            command, cwd=self.tree, env=environment, capture_output=True, text=True, timeout=60, check=False
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    machine.environment_is_made()
    return machine


def test_root_gets_the_missing_packages_alone(machine: Machine) -> None:
    machine.with_packages("xvfb")
    machine.program("apt-get")
    assert machine.set_up().returncode == 0
    installs = [line for line in machine.record.read_text().splitlines() if line.startswith("apt-get install")]
    assert len(installs) == 1
    assert installs[0].endswith(" librime1")
    assert "xvfb" not in installs[0]


def test_a_package_that_another_provides_is_not_missing(machine: Machine) -> None:
    machine.with_packages("xvfb", "librime1t64 librime1 (= 1.13.1+dfsg1-2), librime-one")
    machine.program("apt-get")
    assert machine.set_up().returncode == 0
    assert "apt-get" not in machine.record.read_text()


def test_without_root_or_sudo_the_one_command_is_printed_and_nothing_is_done(machine: Machine) -> None:
    machine.with_packages("xvfb")
    machine.program("apt-get")
    outcome = machine.set_up(root=False)
    assert outcome.returncode == 1
    assert 'su -c "apt-get update && apt-get install -y --no-install-recommends librime1"' in outcome.stderr
    assert "apt-get" not in machine.record.read_text()
    assert not (machine.tree / "greeting").exists()


def test_sudo_is_used_where_it_asks_no_password(machine: Machine) -> None:
    machine.with_packages("xvfb")
    machine.program("apt-get")
    machine.program("sudo", '[ "$2" = true ] || { shift; exec "$@"; }')
    assert machine.set_up(root=False).returncode == 0
    assert "librime1" in machine.record.read_text()


def test_a_second_set_up_does_nothing(machine: Machine) -> None:
    assert machine.set_up().returncode == 0
    second = machine.set_up()
    assert (second.returncode, second.stdout) == (0, "")
    assert (machine.tree / "greeting").read_text() == "hello"


def test_a_step_is_done_again_when_its_inputs_change_or_what_it_made_is_gone(machine: Machine) -> None:
    machine.set_up()
    (machine.tree / "words" / "hello.txt").write_text(", you")
    machine.set_up()
    assert (machine.tree / "greeting").read_text() == "hello, you"
    (machine.tree / "greeting").unlink()
    machine.set_up()
    assert (machine.tree / "greeting").exists()


def test_what_is_made_beside_each_input_is_missed_too(machine: Machine) -> None:
    """A language's catalogue is named by no plan."""
    plan = machine.tree / "tools/setup.toml"
    plan.write_text(PLAN.replace('makes = ["greeting"]', 'makes_beside = { ".txt" = ".out" }'))
    greet = "import pathlib; [word.with_suffix('.out').touch() for word in pathlib.Path('words').glob('*.txt')]"
    (machine.tree / "greet.py").write_text(greet)
    assert "making greeting" in machine.set_up().stdout
    assert "making greeting" not in machine.set_up().stdout
    (machine.tree / "words/hello.out").unlink()
    assert "making greeting" in machine.set_up().stdout


def test_a_step_that_failed_is_tried_again(machine: Machine) -> None:
    greet = machine.tree / "greet.py"
    works = greet.read_text()
    greet.write_text("raise SystemExit(3)")
    failed = machine.set_up()
    assert failed.returncode == 1
    assert "ended with 3" in failed.stderr
    greet.write_text(works)
    assert machine.set_up().returncode == 0
    assert (machine.tree / "greeting").exists()


PYTHON = """
[ "$2" = venv ] || exit ${PIP_ENDS_WITH:-0}
rm -rf "$4"/*
mkdir -p "$4/bin"
ln -s "$0" "$4/bin/python"
"""


def make_environment(machine: Machine, *locks: str, pip_ends_with: int = 0) -> list[str]:
    """Returns what was asked of Python to make `.venv` hold those locks."""
    for program in ("rm", "mkdir", "ln"):
        (machine.programs / program).unlink(missing_ok=True)
        (machine.programs / program).symlink_to(f"/usr/bin/{program}")
    machine.program("python", PYTHON)
    machine.record.write_text("")
    code = (
        "import os, sys; sys.path.insert(0, 'tools'); import setup; "
        f"sys.executable = {str(machine.programs / 'python')!r}; setup.virtual_environment({list(locks)!r})"
    )
    environment = {"PATH": str(machine.programs), "RECORD": str(machine.record), "PIP_ENDS_WITH": str(pip_ends_with)}
    subprocess.run(
        [sys.executable, "-c", code], cwd=machine.tree, env=environment, timeout=60, check=pip_ends_with == 0
    )
    return ["venv" if "venv" in line else "pip" for line in machine.record.read_text().splitlines()]


def test_the_environment_is_made_once_and_from_hashes_alone(machine: Machine) -> None:
    assert make_environment(machine, "run") == ["venv", "pip"]
    assert "--require-hashes --only-binary :all: -r requirements/run.txt" in machine.record.read_text()
    assert make_environment(machine, "run") == []


def test_a_second_lock_is_added_to_the_environment(machine: Machine) -> None:
    make_environment(machine, "run")
    assert make_environment(machine, "run", "dev") == ["pip"]
    assert make_environment(machine, "run") == []


def test_what_has_no_wheel_is_built_last_and_with_nothing_that_no_lock_pins(machine: Machine) -> None:
    assert make_environment(machine, "run", "built") == ["venv", "pip", "pip"]
    build = machine.record.read_text().splitlines()[-1]
    for word in ("--require-hashes", "--no-binary :all:", "--no-deps", "--no-build-isolation", "built.txt"):
        assert word in build
    assert "run.txt" not in build
    assert make_environment(machine, "run", "built") == []


def test_a_changed_lock_makes_the_environment_again_with_all_it_held(machine: Machine) -> None:
    make_environment(machine, "run", "dev")
    (machine.tree / "requirements" / "run.txt").write_text("# another")
    assert make_environment(machine, "run") == ["venv", "pip"]
    assert "-r requirements/run.txt -r requirements/dev.txt" in machine.record.read_text()


def test_an_interrupted_environment_is_made_again(machine: Machine) -> None:
    make_environment(machine, "run", pip_ends_with=1)
    assert make_environment(machine, "run") == ["venv", "pip"]
    assert make_environment(machine, "run") == []


def test_an_environment_that_is_linked_to_stays_as_it_is_and_the_tree_gets_its_own(machine: Machine) -> None:
    make_environment(machine, "run")
    linked = machine.tree.parent / "another's"
    (machine.tree / ".venv").rename(linked)
    (linked / "setup-stamp").write_text("run made-elsewhere\n")
    (machine.tree / ".venv").symlink_to(linked)
    assert make_environment(machine, "run") == ["venv", "pip"]
    assert not (machine.tree / ".venv").is_symlink()
    assert (linked / "setup-stamp").read_text() == "run made-elsewhere\n"
    assert (linked / "bin" / "python").is_symlink()
    assert make_environment(machine, "run") == []


def copy_environment(machine: Machine, former: Path) -> bool:
    """Returns whether the other folder's environment was taken over."""
    code = (
        "import sys; sys.path.insert(0, 'tools'); import setup; from pathlib import Path; "
        f"setup.copy_environment(Path({str(former)!r}), ['run']); "
        f"raise SystemExit(0 if setup.read_stamp(setup.VENV / 'setup-stamp').get('run') == "
        "setup.lock_digests(setup.ROOT)['run'] else 3)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=machine.tree, check=False, timeout=110)
    assert done.returncode in (0, 3)
    return done.returncode == 0


def test_an_upgrade_with_the_same_locks_takes_over_the_environment_and_installs_nothing(tmp_path: Path) -> None:
    (tmp_path / "former").mkdir()
    (tmp_path / "new").mkdir()
    former, new = Machine(tmp_path / "former"), Machine(tmp_path / "new")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(former.tree / ".venv")], check=True)
    assert not copy_environment(new, former.tree)  # it was not finished
    write = f"import sys; sys.path.insert(0, {str(former.tree / 'tools')!r}); import setup; "
    write += "setup.write_stamp(setup.VENV / 'setup-stamp', 'run ' + setup.lock_digests(setup.ROOT)['run'] + chr(10))"
    subprocess.run([sys.executable, "-c", write], check=True)
    assert copy_environment(new, former.tree)
    python = new.tree / ".venv/bin/python"
    said = subprocess.run([python, "-c", "import sys; print(sys.prefix)"], check=True, capture_output=True, text=True)
    assert said.stdout.strip() == str(new.tree / ".venv")
    assert str(former.tree) not in (new.tree / ".venv/bin/activate").read_text()
    assert make_environment(new, "run") != []  # by another Python


def test_an_upgrade_with_other_locks_installs_them(tmp_path: Path) -> None:
    (tmp_path / "former").mkdir()
    (tmp_path / "new").mkdir()
    former, new = Machine(tmp_path / "former"), Machine(tmp_path / "new")
    make_environment(former, "run")
    (new.tree / "requirements/run.txt").write_text("# another")
    assert not copy_environment(new, former.tree)
    assert not (new.tree / ".venv").exists()


def test_with_a_bundle_neither_apt_nor_pip_asks_a_network(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import sys; sys.path.insert(0, 'tools'); import setup; setup.STAMPS.mkdir(parents=True, exist_ok=True); "
        "setup.become_root = lambda: []; setup.debian_packages(['absent']); "
        f"setup.VENV = setup.Path({str(machine.programs.parent)!r}) / 'nowhere'; "
        "setup.pip_install(['run'], '--only-binary', ':all:')"
    )
    pip = machine.programs.parent / "nowhere/bin/python"
    pip.parent.mkdir(parents=True)
    machine.program("apt-get")
    machine.program("dpkg-query")
    machine.program("python")
    pip.symlink_to(machine.programs / "python")
    environment = {"PATH": str(machine.programs), "RECORD": str(machine.record), "KIOSK_BUNDLE": "/media/bundle"}
    subprocess.run([sys.executable, "-c", code], cwd=machine.tree, env=environment, check=True, timeout=60)
    lines = machine.record.read_text().splitlines()
    asked = [line for line in lines if line.startswith("apt-get")]
    assert [("Dir::Etc::sourceparts=-" in line, "absent" in line) for line in asked] == [(True, False), (True, True)]
    assert "file:/media/bundle/debian ./" in (machine.tree / ".cache/setup/bundle.list").read_text()
    assert "--no-index --find-links /media/bundle/wheels --require-hashes" in lines[-1]
