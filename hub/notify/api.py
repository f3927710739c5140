from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from pydantic import Field

from contract.text import Message
from hub.departments.api import SIGNED
from hub.notify.models import MessageChannelKind
from hub.notify.reports import take_report

router = Router(tags=["messages"])


class DeliveryReport(Message):
    """What became of a message: `id` is the key that it was sent under."""

    id: UUID
    status: str = Field(min_length=1, max_length=20, pattern=r"^[A-Za-z_]+$")


class ReportTaken(Message):
    taken: bool = True


@router.post("messages/reports/{channel}", response=ReportTaken, auth=None, openapi_extra=SIGNED)
def report(request: HttpRequest, channel: MessageChannelKind, report: DeliveryReport) -> ReportTaken:
    """Takes a gateway's word on a message, signed by the channel's secret; sent again it changes nothing."""
    take_report(channel.value, request.headers, request.body, report.id, report.status, timezone.now())
    return ReportTaken()
