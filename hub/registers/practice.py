"""Base registers for practice: the stand-in beside the hub, and the rows that lead to it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from hub.catalogue.starter.wordings import starter_text
from hub.core.signing import new_secret
from hub.registers.models import Register, RegisterKind


@contextmanager
def practice_registers() -> Iterator[None]:
    """Runs the stand-in meanwhile."""
    secret = new_secret()
    command = [sys.executable, "-m", "hub.registers.stand_in", secret]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as stand_in:
        try:
            port = int(stand_in.stdout.readline()) if stand_in.stdout else 0
            address = f"http://127.0.0.1:{port}/"
            for kind in RegisterKind:
                values = {"name": starter_text("练习用基础库"), "address": address, "secret": secret}
                Register.objects.update_or_create(kind=kind, defaults=values)
            yield
        finally:
            stand_in.terminate()
