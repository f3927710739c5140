"""The key that signs the hub's PDFs, and its certificate: ECDSA on P-256 (FIPS 186-5).

HUB_DOCUMENT_KEY names a file with a private key and its certificates, issued by an authority (PEM; the signer's
certificate first), root's and the hub's alone. Without it the key follows from the one that chains the audit log, as
those that sign receipts do, and vouches for itself: its certificate is on /verify/keys, and the same each time.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import NameOID
from django.conf import settings

from hub.certificates.faults import PaperFault
from hub.core.keys import Suite
from hub.core.sealing import trail_hash

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256; SEC 2, 2.4.2
_FROM, _UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2076, 1, 1, tzinfo=UTC)
_NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "community hub: documents")])
_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\s", re.DOTALL)


class DocumentKeyError(PaperFault):
    """The file of HUB_DOCUMENT_KEY is not what it should be."""


@dataclass(frozen=True, slots=True, repr=False)
class DocumentKey:
    """`private_key`: PKCS#8 as DER. `certificates`: as PEM, the signer's first."""

    private_key: bytes
    certificates: Sequence[bytes]


def document_key() -> DocumentKey:
    """Returns the key with its certificates. Raises DocumentKeyError."""
    path: Path | None = settings.HUB_DOCUMENT_KEY
    return _own_key(trail_hash("document signing", Suite.AES)) if path is None else _read_key(path)


def _read_key(path: Path) -> DocumentKey:
    try:
        if path.stat().st_mode & 0o007:
            raise DocumentKeyError(f"{path}: others can read it; chmod 640 it")
        content = path.read_bytes()
        key = load_pem_private_key(content, None)
        certificates = [match.group() for match in _CERTIFICATE.finditer(content + b"\n")]
        fits = bool(certificates) and x509.load_pem_x509_certificate(certificates[0]).public_key() == key.public_key()
    except (OSError, ValueError, TypeError) as error:
        raise DocumentKeyError(f"{path}: {type(error).__name__}") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) or not fits:
        raise DocumentKeyError(f"{path}: needs a private key (EC or RSA) and, first, the certificate of that key")
    return DocumentKey(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()), certificates)


@lru_cache(maxsize=4)
def _own_key(seed: str) -> DocumentKey:
    key = ec.derive_private_key(int(seed, 16) % (_ORDER - 1) + 1, ec.SECP256R1())
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder(_NAME, _NAME, key.public_key(), int(seed[:16], 16) + 1, _FROM, _UNTIL)
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256(), ecdsa_deterministic=True)  # RFC 6979: the same certificate each time
    )
    pkcs8 = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return DocumentKey(pkcs8, [certificate.public_bytes(Encoding.PEM)])
