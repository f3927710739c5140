"""Items that a department's system answers by itself: what is handed in is accepted without waiting for staff."""

from datetime import datetime

from django.dispatch import receiver

from contract.cases import CaseState
from hub.cases import handling
from hub.cases.actors import Actor
from hub.cases.models import Case, Event
from hub.cases.signals import timeline_added
from hub.certificates.models import AtOnceItem


def is_answered_at_once(case: Case) -> bool:
    return AtOnceItem.objects.filter(item=case.item_version.item_id).exists()


@receiver(timeline_added, dispatch_uid="accept what is answered at once")
def accept_at_once(sender: object, case: Case, event: Event, at: datetime, **_: object) -> None:
    """Accepts the case, in the transaction of the submission."""
    fresh = event is Event.MOVED and case.state == CaseState.SUBMITTED
    if fresh and case.kiosk is not None and case.department is not None and is_answered_at_once(case):
        handling.accept(case, Actor(kiosk=case.kiosk), case.accepted_at)
