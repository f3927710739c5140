"""Which items a department's own system answers by itself, at once: as an administrator says, where there is one."""

from django.contrib.auth.models import User
from django.db import transaction

from contract.text import text
from hub.audit.services import record
from hub.catalogue.models import Item
from hub.certificates.models import AtOnceItem
from hub.core.problems import RequestRefused
from hub.departments.models import System


def has_system(item: Item) -> bool:
    return System.objects.filter(department=item.department_id, active=True).exists()


@transaction.atomic
def set_answered_at_once(item: Item, at_once: bool, by: User) -> None:
    """Raises Refused where no system of the item's department is in use: who hands in would wait for nobody."""
    if at_once and not has_system(item):
        raise RequestRefused(409, text("The department has no system in use that could answer."))
    if at_once:
        _row, is_changed = AtOnceItem.objects.get_or_create(item=item)
    else:
        is_changed = bool(AtOnceItem.objects.filter(item=item).delete()[0])
    if is_changed:
        record(by, "answer item at once" if at_once else "answer item by staff", f"item {item.code}")
