"""Signed papers: drawn once, by the worker as soon as a department's answer is there, and the same for all who ask.

One try is queued for each. Where it fails, or no worker runs, the paper is drawn when it is asked for.
"""

import base64
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks import task as queued

from contract.text import text
from hub.cases.models import Case
from hub.certificates.content import CertificateContent
from hub.certificates.faults import PaperFault
from hub.certificates.models import Certificate
from hub.certificates.paper import build_paper
from hub.core.problems import RequestRefused


@queued()
def prepare_paper(certificate_id: str) -> str:
    """Draws a paper; returns the outcome, for the queue's own record."""
    certificate = Certificate.objects.filter(pk=UUID(certificate_id), pdf=None).exclude(content=None).first()
    if certificate is None:
        return "not needed"
    try:
        _make(certificate, timezone.now())
    except PaperFault as fault:
        return type(fault).__name__
    return "made"


def read_paper(case: Case, now: datetime) -> bytes:
    """Returns the signed PDF, made now where it is not there yet. Raises Refused."""
    certificate = Certificate.objects.filter(case=case).first()
    if certificate is None or certificate.content is None:
        raise no_paper()
    if CertificateContent.model_validate(certificate.content).made_elsewhere:
        raise no_paper()
    if certificate.pdf is not None:
        return base64.b64decode(str(certificate.pdf))
    try:
        return _make(certificate, now)
    except PaperFault as fault:
        raise no_paper_now() from fault


def _make(certificate: Certificate, now: datetime) -> bytes:
    """Makes the paper. Raises PaperFault."""
    return _keep_first(certificate, build_paper(certificate, now))


@transaction.atomic
def _keep_first(certificate: Certificate, pdf: bytes) -> bytes:
    """Stores the paper unless there is one, and returns the one stored: the worker and a kiosk, or two that ask at one
    moment, get the same paper."""
    row = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if row.pdf is None:
        row.pdf = base64.b64encode(pdf).decode()
        row.save(update_fields=["pdf"])
    return base64.b64decode(str(row.pdf))


def no_paper_now() -> RequestRefused:
    return RequestRefused(409, text("The paper cannot be made now; please ask at a window."), for_good=False)


def no_paper() -> RequestRefused:
    return RequestRefused(404, text("This case has no result to be had on paper."))
