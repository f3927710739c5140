"""The audit log, and what nobody can do to it unseen."""

import pytest
from django.db import transaction

from hub.audit.models import AuditEntry
from hub.audit.services import record
from hub.kiosks.models import Kiosk
from hub.staff.models import Role
from tests.hub.people import staff

pytestmark = pytest.mark.usefixtures("database")


def test_who_did_what_to_what_is_kept() -> None:
    clerk = staff(Role.CLERK)
    record(clerk, "read case", "case 1", {"fields": ["phone"]})
    record(None, "delete facts", "resident 2")
    first, second = AuditEntry.objects.order_by("-id")[:2][::-1]
    assert (first.actor, first.actor_name, first.subject) == (f"user:{clerk.pk}", clerk.username, "case 1")
    assert first.detail == '{"fields":["phone"]}'
    assert second.actor == "system"


def test_what_is_undone_leaves_no_entry(kiosk: object) -> None:
    machine = Kiosk.objects.latest("id")
    with transaction.atomic():
        record(machine, "read facts", "resident 1")
        transaction.set_rollback(True)
    assert not AuditEntry.objects.filter(actor=f"kiosk:{machine.pk}").exists()
