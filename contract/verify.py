"""`python -m contract.verify --keys KEYS.PEM FILE|CODE` tells without the hub whether one of its papers is genuine.

CODE is what the QR holds, FILE a certificate as PDF or a file with a code in it, - the standard input. KEYS.PEM is
saved once from the hub's /verify/keys. Exit status 0: genuine, and what was signed; 1: not; 2: it cannot be told.
"""

import argparse
import sys
from pathlib import Path

from contract.signed_codes import find_code, is_signed_by, parse_public_keys
from contract.sm2 import Sm2Error

GENUINE, FORGED, UNKNOWN = 0, 1, 2
_MOST = 20 << 20  # bytes of a file


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="contract.verify", description=__doc__)
    parser.add_argument("--keys", type=Path, required=True, help="the hub's public keys, PEM, from /verify/keys")
    parser.add_argument("subject", metavar="FILE|CODE")
    options = parser.parse_args(arguments)
    try:
        pem = options.keys.read_text()
        content = _read(options.subject)
        return _check_pdf(content, pem) if content.startswith(b"%PDF-") else _check_code(content, pem)
    except (OSError, ValueError, Sm2Error) as error:
        print(f"cannot tell: {error}", file=sys.stderr)
        return UNKNOWN


def _read(subject: str) -> bytes:
    """Returns the file's bytes. Raises OSError for a file that cannot be read, ValueError for one that is too large."""
    if subject == "-":
        content = sys.stdin.buffer.read(_MOST + 1)
    elif find_code(subject) or len(subject) > 200 or not Path(subject).exists():
        return subject.encode()
    else:
        with Path(subject).open("rb") as file:
            content = file.read(_MOST + 1)
    if len(content) > _MOST:
        raise ValueError("the file is too large")
    return content


def _check_code(content: bytes, pem: str) -> int:
    keys = parse_public_keys(pem)
    if not keys:
        raise ValueError("there is no public key among the keys")
    code = find_code(content.decode("utf-8", "replace"))
    if code is None or not is_signed_by(code, keys):
        return _not_genuine()
    print("genuine. This is what was signed; compare it with the paper:")
    print(*code.lines, sep="\n")
    return GENUINE


def _not_genuine() -> int:
    print("not genuine: the hub of these keys did not sign it")
    return FORGED


def _check_pdf(content: bytes, pem: str) -> int:
    from contract.signed_pdf import is_signed_pdf

    if not is_signed_pdf(content, pem):
        return _not_genuine()
    print("genuine: the file is as the hub of these keys signed it")
    return GENUINE


if __name__ == "__main__":
    sys.exit(main())
