"""A copy of the key file for the day on which its machine dies: sealed under a code that stands on paper.

The code is 160 random bits, so no guessing comes near it and its key needs no slow derivation. The copy itself goes
into each backup; without the code it opens nothing.
"""

import os
import secrets
import tarfile
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES, SM4
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hub.core.keys import HASHES, KeysError, Suite, load_keys
from hub.core.private_files import write_private

MEMBER = "keys.recovery"  # of a backup
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: without I, L, O and U
_LETTERS, _GROUP = 32, 4
_READ_AS = str.maketrans("ILO", "110", " -\t\r\n")  # as it is typed by hand
_HEADS = {Suite.AES: b"hub keys 1 aes\n", Suite.SM: b"hub keys 1 sm\n"}
_KEY_BYTES = {Suite.AES: 32, Suite.SM: 16}
_NONCE, _TAG = 12, 16  # bytes


def write_copy(keys: Path, copy: Path) -> str:
    """Writes a sealed copy of the key file over the one before; returns the code that opens it. Raises KeysError."""
    suite = load_keys(keys).suite
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS))
    nonce = os.urandom(_NONCE)
    encryptor = _cipher(suite, letters, nonce).encryptor()
    encryptor.authenticate_additional_data(_HEADS[suite])
    try:
        sealed = encryptor.update(keys.read_bytes()) + encryptor.finalize() + encryptor.tag
        write_private(copy, (_HEADS[suite] + nonce + sealed).hex(), over=True)
    except OSError as error:
        raise KeysError(f"{copy}: {error.strerror}") from error
    return "-".join(letters[start : start + _GROUP] for start in range(0, _LETTERS, _GROUP))


def open_copy(copy: Path, code: str, keys: Path, over: bool) -> None:
    """Writes the key file of a copy, or of the copy in a backup, opened by its code. Raises KeysError."""
    letters = code.upper().translate(_READ_AS)
    try:
        content = bytes.fromhex(_read(copy))
        suite = next(suite for suite, head in _HEADS.items() if content.startswith(head))
    except (OSError, ValueError, KeyError, tarfile.TarError, StopIteration) as error:
        raise KeysError(f"{copy}: no copy of keys") from error
    sealed = content[len(_HEADS[suite]) :]
    decryptor = _cipher(suite, letters, sealed[:_NONCE], sealed[-_TAG:]).decryptor()
    decryptor.authenticate_additional_data(_HEADS[suite])
    try:
        text = (decryptor.update(sealed[_NONCE:-_TAG]) + decryptor.finalize()).decode()
    except InvalidTag as error:
        raise KeysError(f"{copy}: the code is another copy's, or mistyped") from error
    try:
        write_private(keys, text, over)
    except FileExistsError as error:
        raise KeysError(f"{keys}: is there already; to put the copy in its place: --over") from error
    except OSError as error:
        raise KeysError(f"{keys}: {error.strerror}") from error


def _read(copy: Path) -> str:
    if not tarfile.is_tarfile(copy):
        return copy.read_text()
    with tarfile.open(copy, "r:") as tar:
        member = tar.extractfile(MEMBER)
        return member.read().decode() if member else ""


def _cipher(suite: Suite, letters: str, nonce: bytes, tag: bytes | None = None) -> Cipher[modes.GCM]:
    derivation = HKDF(HASHES[suite](), _KEY_BYTES[suite], salt=None, info=_HEADS[suite])
    key = derivation.derive(letters.encode())
    return Cipher(AES(key) if suite is Suite.AES else SM4(key), modes.GCM(nonce, tag))
