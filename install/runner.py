"""How the installer runs a program on the machine."""

from typing import Protocol


class Run(Protocol):
    def __call__(self, *command: str, read: bool = False) -> str:
        """Runs a program on the machine; returns its output if `read`, else shows it.

        Raises subprocess.CalledProcessError.
        """
