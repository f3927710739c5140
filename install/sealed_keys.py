"""The hub's keys, sealed to this machine by systemd-creds: to its TPM, or to a key of systemd's on its disk.

The units ask for the credential `hub-keys` and get it where it is there; without it they read the file. Its folder is
the hub's own, so the hub's user reads and writes the file, never root.
"""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from install.configuration import KEYS
from install.runner import Run

SEALED = "etc/credstore.encrypted/hub-keys"
_NAME = "hub-keys"
_ASKS = "LoadCredentialEncrypted=hub-keys"
WAYS = {"tpm2": "host+tpm2", "host": "host"}  # as systemd-creds names them


class KeysNotSealed(Exception):
    """The keys are where they were; the text says why."""


class SealedKeys:
    """Raises subprocess.CalledProcessError, OSError."""

    def __init__(self, root: Path, run: Run) -> None:
        self._root, self._run = root, run
        self._file, self._sealed = root / KEYS, root / SEALED

    def exist(self) -> bool:
        return self._sealed.exists()

    def has_tpm(self) -> bool:
        try:
            self._run("systemd-creds", "--quiet", "has-tpm2", read=True)
        except (subprocess.CalledProcessError, OSError):
            return False
        return True

    def seal(self, way: str) -> str:
        """Seals the keys, and deletes the file once what was sealed opens again. Returns the code of their copy.

        Raises KeysNotSealed.
        """
        if self.exist():
            raise KeysNotSealed("the keys are sealed already")
        code = self._run(str(self._root / "usr/local/bin/kiosk-hub"), "recovery", "write", read=True).strip()
        text = self._as_hub("cat", str(self._file), read=True)
        with self._in_memory(text) as folder:
            way = f"--with-key={WAYS[way]}"
            self._run("systemd-creds", "encrypt", way, f"--name={_NAME}", str(folder / "plain"), str(folder / "sealed"))
            if self._open(folder / "sealed") != text:
                raise KeysNotSealed("what systemd-creds has sealed does not open")
            self._sealed.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            part = self._sealed.with_name(f".{_NAME}.part")
            part.write_bytes((folder / "sealed").read_bytes())
        part.chmod(0o600)
        part.replace(self._sealed)
        self._as_hub("shred", "--remove", str(self._file))
        return code

    def open(self) -> None:
        """Puts the keys back into their file, and deletes what was sealed. Raises KeysNotSealed where it is not."""
        if not self.exist():
            raise KeysNotSealed("the keys are not sealed")
        text = self._open(self._sealed)
        with self._in_memory(text) as folder:
            folder.chmod(0o711)
            self._run("chown", "hub:hub", str(folder / "plain"))
            self._as_hub("cp", "--no-clobber", "--preserve=mode", str(folder / "plain"), str(self._file))
        if self._as_hub("cat", str(self._file), read=True) != text:
            raise KeysNotSealed(f"other keys lie in /{KEYS}; they and what is sealed stay as they are")
        self._sealed.unlink()

    def fits(self, release: Path) -> bool:
        """Returns whether that release's units take sealed keys."""
        return _ASKS in (release / "install/tree/hub/etc/systemd/system/hub.service").read_text()

    def _open(self, sealed: Path) -> str:
        return self._run("systemd-creds", "decrypt", f"--name={_NAME}", str(sealed), "-", read=True)

    def _as_hub(self, *command: str, read: bool = False) -> str:
        return self._run("runuser", "-u", "hub", "--", *command, read=read)

    @contextmanager
    def _in_memory(self, text: str) -> Iterator[Path]:
        """Yields a folder of root's that is on no disk, with the text in the file `plain`."""
        with tempfile.TemporaryDirectory(prefix="hub-keys.", dir=self._root / "run") as name:
            plain = Path(name, "plain")
            plain.touch(mode=0o600)
            plain.write_text(text)
            yield Path(name)
