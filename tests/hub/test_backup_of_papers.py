"""Papers are in the backup beside the database, and come back with it."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.hub.hub_process import ROOT, Fresh, environment

SETUP = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'hub.settings'; django.setup()\n"
KEEP = """
from django.utils import timezone
from hub.files.content import keep_content
keep_content(b"a page of a paper", timezone.now())
"""
READ = """
from hub.files.content import read_content
from hub.files.models import StoredFile
print([read_content(file).decode() for file in StoredFile.objects.all()])
"""


def run(fresh: Fresh, program: str) -> str:
    """Returns what a program prints that runs in the hub's own Django."""
    command, settings = [sys.executable, "-c", SETUP + program], environment(fresh.url, fresh.keys)
    return subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=True).stdout


def test_papers_come_back_with_the_database(ready: Fresh, tmp_path: Path) -> None:
    run(ready, KEEP)
    backup = Path(ready.run("backup", str(tmp_path)).stdout.strip())
    shutil.rmtree(ready.keys.parent / "files")
    refused = ready.run("backup", str(tmp_path / "second.tar"))
    assert (refused.returncode, "missing" in refused.stderr) == (1, True)  # never one that lacks them
    restored = ready.run("restore", "--over", str(backup))
    assert restored.returncode == 0, restored.stderr
    assert run(ready, READ) == "['a page of a paper']\n"
