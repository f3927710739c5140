"""Codes that say something and prove who said it: words, and the hub's signature under them, as one QR holds both.

A code is `SC1` and the Base32 (RFC 4648, 6, without padding) of one byte for the algorithm, the 64 bytes of the
signature, and the words, deflated (RFC 1951). Base32 keeps a QR in its alphanumeric mode, and survives capitals, spaces
and scanners that type. The words are lines: what it is and the form's number first, then its parts.
"""

import base64
import binascii
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

ED25519, SM2 = "ed25519", "sm2"
_MARK = "SC1"
_ALGORITHMS = {1: ED25519, 2: SM2}
_SIGNATURE = 64  # bytes
_MOST_BEFORE = 3  # characters by which a scanner tells the kind of code
_LONGEST = 4000  # characters of a code: more than a QR holds
_MOST_WORDS = 8000  # bytes
_BEGIN, _END = "-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----"


@dataclass(frozen=True, slots=True, repr=False)
class SignedCode:
    """`words` as they were signed. They may be personal."""

    algorithm: str
    signature: bytes
    words: bytes

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(self.words.decode("utf-8", "replace").splitlines())


@dataclass(frozen=True, slots=True)
class PublicKey:
    """`der`: SubjectPublicKeyInfo."""

    algorithm: str
    der: bytes


def receipt_words(code: str, accepted_at: datetime, promised_by: date | None) -> bytes:
    """Returns what the hub signs under a receipt: the case, and the day that was promised when it was taken in."""
    accepted = accepted_at.astimezone(UTC).isoformat(timespec="seconds")
    return f"receipt 1\n{code}\n{accepted}\n{promised_by.isoformat() if promised_by else '-'}\n".encode()


def receipt_case(code: SignedCode) -> str | None:
    """Returns the case whose receipt it is; None for another paper."""
    lines = code.lines
    return lines[1] if lines[:1] == ("receipt 1",) and len(lines) > 1 else None


def build_code(words: bytes, signature: str) -> str:
    """Returns the code. `signature`: the algorithm, a colon, and Base64, as the hub writes it. Raises ValueError for
    another."""
    name, _colon, value = signature.partition(":")
    number = next((number for number, algorithm in _ALGORITHMS.items() if algorithm == name), None)
    raw = base64.b64decode(value, validate=True)
    if number is None or len(raw) != _SIGNATURE:
        raise ValueError("no signature of the hub")
    packer = zlib.compressobj(9, wbits=-15)
    content = bytes((number,)) + raw + packer.compress(words) + packer.flush()
    return _MARK + base64.b32encode(content).decode().rstrip("=")


def find_code(text: str) -> SignedCode | None:
    """Returns the code in what was scanned or pasted, also behind the `#` of an address or what a scanner writes before
    it; None where there is none."""
    before, mark, body = "".join(text.rpartition("#")[2].split()).upper().partition(_MARK)
    if not mark or len(before) > _MOST_BEFORE or len(body) > _LONGEST:
        return None
    try:
        content = base64.b32decode(body + "=" * (-len(body) % 8))
        unpacker = zlib.decompressobj(wbits=-15)
        words = unpacker.decompress(content[1 + _SIGNATURE :], _MOST_WORDS)
    except (binascii.Error, ValueError, zlib.error):
        return None
    algorithm = _ALGORITHMS.get(content[0] if content else 0)
    if algorithm is None or not unpacker.eof or unpacker.unused_data:
        return None
    return SignedCode(algorithm, content[1 : 1 + _SIGNATURE], words)


def is_signed_by(code: SignedCode, keys: Iterable[PublicKey]) -> bool:
    """Returns whether one of these keys signed it. Raises Sm2Error where this machine has no SM2."""
    return any(_fits(code, key) for key in keys if key.algorithm == code.algorithm)


def _fits(code: SignedCode, key: PublicKey) -> bool:
    if key.algorithm == SM2:
        from contract import sm2  # the kiosk, which makes codes, need not load what checks them

        return sm2.is_signed(key.der, code.signature, code.words)
    return _is_signed_by_ed25519(code, key.der)


def _is_signed_by_ed25519(code: SignedCode, der: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    key = load_der_public_key(der)
    if not isinstance(key, Ed25519PublicKey):
        return False
    try:
        key.verify(code.signature, code.words)
    except InvalidSignature:
        return False
    return True


def parse_public_keys(pem: str) -> Sequence[PublicKey]:
    """Returns the public keys among these PEM blocks; others, such as certificates, are left out. Raises ValueError."""
    blocks = [part.partition(_END)[0] for part in pem.split(_BEGIN)[1:]]
    return [_as_key(base64.b64decode("".join(block.split()), validate=True)) for block in blocks]


_ED25519_OID = bytes.fromhex("06032b6570")  # 1.3.101.112, RFC 8410
_SM2_OID = bytes.fromhex("06082a811ccf5501822d")  # 1.2.156.10197.1.301, GB/T 33560


def _as_key(der: bytes) -> PublicKey:
    if _ED25519_OID in der[:16]:
        return PublicKey(ED25519, der)
    if _SM2_OID in der[:32]:
        return PublicKey(SM2, der)
    raise ValueError("a public key of another algorithm")
