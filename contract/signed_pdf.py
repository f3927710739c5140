"""Checks by pyHanko whether a PDF is as the hub signed it: whole, its one signature over all of it, by a certificate
that is trusted."""

from collections.abc import Iterator
from io import BytesIO

from asn1crypto import pem
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import ValidationInfoReadingError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext


def is_signed_pdf(content: bytes, certificates: str) -> bool:
    """Returns whether the PDF is as the hub signed it. `certificates`: PEM; other blocks in it are left out. Raises
    ValueError where there is none."""
    trusted = list(_certificates(certificates))
    if not trusted:
        raise ValueError("there is no certificate among the keys")
    try:
        signatures = PdfFileReader(BytesIO(content), strict=False).embedded_signatures
        if len(signatures) != 1:
            return False
        context = ValidationContext(trust_roots=trusted, allow_fetching=False)
        status = validate_pdf_signature(signatures[0], context)
    except (PdfError, SigningError, ValidationInfoReadingError, ValueError, TypeError, KeyError, AttributeError):
        return False  # not a PDF, or a broken one: nothing that was signed here
    return bool(status.bottom_line) and status.coverage is SignatureCoverageLevel.ENTIRE_FILE


def _certificates(text: str) -> Iterator[Certificate]:
    for name, _headers, der in pem.unarmor(text.encode(), multiple=True):
        if name == "CERTIFICATE":
            yield Certificate.load(der)
