"""Log-in by a client certificate (电子认证), RSA or SM2. Off unless HUB_STAFF_CERT_HEADER and HUB_STAFF_CA are set.

The TLS front on this machine asks the browser for the certificate, and so for proof that it has the key; it passes the
certificate on in that header (nginx: `$ssl_client_escaped_cert`), and has to drop the header from what clients send.
Here it is held to the configured chain by `openssl verify`, which knows SM2, and to the account that it was entered
for. Decision 0100.
"""

import logging
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.http import HttpRequest

from hub.audit.findings import holds
from hub.core.outgoing import is_loopback
from hub.staff.backends import is_as_written
from hub.staff.models import StaffCertificate
from hub.staff.scopes import role_of

log = logging.getLogger("hub.staff")
_LONGEST = 16_000  # characters
_PATIENCE = 10.0  # seconds
_VERIFY = ("openssl", "verify", "-no-CApath", "-no-CAstore", "-purpose", "sslclient")
_SM2 = "1.2.156.10197.1.501"  # SM2 with SM3
_SIGNER = ("-vfyopt", "distid:1234567812345678")  # of SM2; GM/T 0009-2012, 10


class CertificateRefused(Exception):
    """Why a certificate is refused, without its holder."""


def is_offered() -> bool:
    return bool(settings.HUB_STAFF_CERT_HEADER and settings.HUB_STAFF_CA)


def get_account(request: HttpRequest) -> StaffCertificate:
    """Returns the row of the certificate that the front passes on, with its user. Raises CertificateRefused."""
    pem = _read_header(request)
    try:
        certificate = x509.load_pem_x509_certificate(pem)
    except ValueError:
        raise CertificateRefused("no certificate") from None
    digest = certificate.fingerprint(SHA256()).hex()
    rows = StaffCertificate.objects.select_related("user__staff_profile")
    row: StaffCertificate | None = rows.filter(sha256=digest).first()
    if row is None:
        raise CertificateRefused("not entered")
    _check_chain(pem, _SIGNER if certificate.signature_algorithm_oid.dotted_string == _SM2 else ())
    user = row.user
    if not holds(row) or not user.is_active or role_of(user) is None or not is_as_written(user):
        raise CertificateRefused("account")
    return row


def _read_header(request: HttpRequest) -> bytes:
    """Returns the certificate in the header. Raises CertificateRefused where it is not the front on this machine that
    says so."""
    if not is_loopback(request.META.get("REMOTE_ADDR")):
        raise CertificateRefused("not by the front on this machine")
    header = request.headers.get(settings.HUB_STAFF_CERT_HEADER, "")
    if not header or len(header) > _LONGEST:
        raise CertificateRefused("no certificate")
    return unquote(header).encode()


def _check_chain(pem: bytes, options: Sequence[str]) -> None:
    """Checks the certificate's chain. Raises CertificateRefused for one that leads to none of HUB_STAFF_CA, or is out
    of date."""
    with tempfile.TemporaryDirectory(prefix="hub-certificate-") as folder:
        path = Path(folder) / "certificate.pem"
        path.write_bytes(pem)
        program = [*_VERIFY, *options, "-CAfile", str(settings.HUB_STAFF_CA), str(path)]
        try:
            done = subprocess.run(program, capture_output=True, timeout=_PATIENCE, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            log.error("certificates cannot be verified: %s", type(error).__name__)
            raise CertificateRefused("not verified") from error
    if done.returncode:
        raise CertificateRefused("chain")
