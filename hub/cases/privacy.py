"""A case is as private as its item was then, or has become since: what was handed in earlier is covered too."""

from datetime import date
from functools import partial
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from contract.catalogue import Privacy
from hub.audit.findings import do_each
from hub.cases.actors import SYSTEM
from hub.cases.clocks import end_notice_early
from hub.cases.models import Case, Pause
from hub.cases.timeline import lock
from hub.catalogue.selectors import list_privacies
from hub.catalogue.signals import catalogue_published

_STRICTNESS = (Privacy.PUBLIC, Privacy.NEUTRAL, Privacy.CONFIDENTIAL)


def stricter(one: Privacy, other: Privacy) -> Privacy:
    return max(one, other, key=_STRICTNESS.index)


@receiver(catalogue_published, dispatch_uid="cover earlier cases")
def cover_earlier_cases(today: date, **_: Any) -> None:
    """Covers the cases that were handed in before their items became more private. None becomes public again: their
    applicants were told that it is not."""
    for item, privacy in list_privacies(today).items():
        looser = [tier.value for tier in _STRICTNESS[: _STRICTNESS.index(privacy)]]
        if looser:
            rows = Case.objects.filter(item_version__item=item, privacy__in=looser).only("pk")
            do_each(list(rows), partial(_cover, privacy))
    on_notice = Case.objects.filter(pause=Pause.NOTICE, privacy=Privacy.CONFIDENTIAL.value)
    do_each(list(on_notice.only("pk")), _end_notice)


def _cover(privacy: Privacy, case: Case) -> None:
    case = lock(case)  # its seal is made of all that it covers, as it now stands
    case.privacy = privacy.value
    case.save(update_fields=["privacy"])


def _end_notice(case: Case) -> None:
    """Ends the notice of a matter that became confidential: such a one gets no public notice."""
    end_notice_early(lock(case), SYSTEM, timezone.now())
