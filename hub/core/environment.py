"""python -m hub.core.environment FILE ARGUMENTS …: the hub's command line with the variables of a file.

The file is what systemd reads as EnvironmentFile= (systemd.exec(5)). It is parsed, never run: `&` in a password is a
character, and what looks like a command is a value.
"""

import os
import re
import sys
from pathlib import Path

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class EnvironmentFileError(Exception):
    """A line that is no assignment. It quotes nothing: the value may be a password."""


def parse_environment(text: str) -> dict[str, str]:
    """Returns the variables. Raises EnvironmentFileError."""
    variables = {}
    lines = text.replace("\\\n", "").splitlines()
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip()[0] in "#;":
            continue
        name, sign, value = line.strip().partition("=")
        if not sign or not _NAME.fullmatch(name.strip()):
            raise EnvironmentFileError(f"line {number} is no NAME=value")
        variables[name.strip()] = _unquoted(value.strip(), number)
    return variables


def _unquoted(value: str, number: int) -> str:
    if value[:1] not in ("'", '"'):
        return re.sub(r"\\(.)", r"\1", value)
    quote, rest = value[0], value[1:]
    if len(rest) < 1 or rest[-1] != quote:
        raise EnvironmentFileError(f"line {number}: its quotation mark is not closed")
    return rest[:-1] if quote == "'" else re.sub(r'\\(["\\$`])', r"\1", rest[:-1])


def main(arguments: list[str]) -> int:
    path, *rest = arguments
    try:
        variables = parse_environment(Path(path).read_text("utf-8"))
    except (OSError, ValueError, EnvironmentFileError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        print(f"hub: {path}: {reason}", file=sys.stderr)
        return 2
    os.execve(sys.executable, [sys.executable, "-m", "hub", *rest], {**os.environ, **variables})  # noqa: S606
    return 0  # never reached


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
