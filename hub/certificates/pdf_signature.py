"""PAdES signatures (ETSI EN 319 142-1, baseline B-B) under the hub's PDFs, by pyHanko."""

from io import BytesIO

from asn1crypto import pem
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from hub.certificates.document_key import document_key


def sign_pdf(pdf: bytes) -> bytes:
    """Returns the signed PDF. Raises DocumentKeyError."""
    key = document_key()
    chain = [Certificate.load(pem.unarmor(certificate)[2]) for certificate in key.certificates]
    registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    registry.register_multiple(chain)
    signer = signers.SimpleSigner(chain[0], PrivateKeyInfo.load(key.private_key), registry)
    metadata = signers.PdfSignatureMetadata(field_name="hub", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    signed = signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), metadata, signer)
    return bytes(signed.getvalue())
