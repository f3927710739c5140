"""A certificate's paper: its content as text, the signed code for its QR, and the PAdES signature under all of it."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from contract.field_kinds.signature import parse_strokes
from contract.numbers import mask_text
from contract.people import Person
from contract.signed_codes import build_code
from contract.sm2 import Sm2Error
from contract.text import Text, text
from hub.cases.models import Case
from hub.cases.signatures import find_signature
from hub.certificates.content import CertificateContent
from hub.certificates.faults import PaperFault
from hub.certificates.models import Certificate
from hub.core.public_signing import sign_publicly
from languages.registry import DEFAULT

if TYPE_CHECKING:
    from hub.certificates.layout import PaperText

_MOST_WORDS = 1400  # bytes in a QR, which a phone still reads from paper


def build_paper(certificate: Certificate, now: datetime) -> bytes:
    """Returns the signed PDF. Raises PaperFault."""
    from hub.certificates.layout import draw_paper  # a hub that makes no papers need not load what they take
    from hub.certificates.pdf_signature import sign_pdf

    content = CertificateContent.model_validate(certificate.content)
    person = Person.model_validate(certificate.case.applicant)
    words = certificate_words(certificate, content, person, now)
    try:
        code = build_code(words, sign_publicly(words))
    except Sm2Error as error:
        raise PaperFault(str(error)) from error
    return sign_pdf(draw_paper(_text(certificate.case, content, person, now, code)))


def certificate_words(certificate: Certificate, content: CertificateContent, person: Person, now: datetime) -> bytes:
    """Returns what the QR says and proves: a line each, the number masked. Rows that are too many for a QR are named
    by the SHA-256 of their lines."""
    rows = [f"{row.label}: {row.value}" for row in content.rows]
    head = ["certificate 1", certificate.case.code, timezone.localtime(now).isoformat(timespec="seconds")]
    head += [f"valid until {content.valid_until}" if content.valid_until else "-"]
    head += [content.title, person.name, mask_text(person.number)]
    words = "\n".join([*head, *rows, content.statement, ""]).encode()
    if len(words) <= _MOST_WORDS:
        return words
    digest = hashlib.sha256("\n".join([*rows, content.statement]).encode()).hexdigest()
    return "\n".join([*head, f"sha256 {digest}", ""]).encode()


def _text(case: Case, content: CertificateContent, person: Person, now: datetime, code: str) -> "PaperText":
    from hub.certificates.layout import PaperText

    return PaperText(
        title=content.title,
        rows=[*_whose(case, content, person), *((row.label, row.value) for row in content.rows)],
        statement=content.statement,
        signed_off=[case.department.name.in_locale(DEFAULT) if case.department else "", _day(now)],
        proof=[line.in_locale(DEFAULT) for line in _how_to_verify()],
        code=f"{settings.HUB_ORIGIN}/verify/#{code}" if settings.HUB_ORIGIN else code,
        **_signature(find_signature(case)),
    )


def _signature(answer: str) -> dict[str, Any]:
    if not answer:
        return {}
    strokes = parse_strokes(answer)
    words = text("Signature of the applicant") if strokes else text("The applicant confirmed it without a signature")
    return {"signature": strokes, "signature_words": words.in_locale(DEFAULT)}


def _whose(case: Case, content: CertificateContent, person: Person) -> Iterator[tuple[str, str]]:
    yield text("Name").in_locale(DEFAULT), person.name
    yield text("ID number").in_locale(DEFAULT), person.number
    yield text("Case number").in_locale(DEFAULT), case.code
    if content.valid_until:
        yield text("Valid until").in_locale(DEFAULT), content.valid_until.isoformat()


def _day(now: datetime) -> str:
    return timezone.localtime(now).date().isoformat()


def _how_to_verify() -> Iterator[Text]:
    yield text("This paper is signed electronically and needs no seal.")
    if settings.HUB_ORIGIN:
        yield text(
            "To see whether it is genuine, scan the code, or open {address}", address=settings.HUB_ORIGIN + "/verify/"
        )
    else:
        yield text("To see whether it is genuine, scan the code at a service centre.")
    yield text("The code holds what this paper says, and can be verified without a connection too.")
