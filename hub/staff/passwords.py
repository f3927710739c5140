"""A password that another set is known to two people: it is changed at first use, and security hears of it."""

from django.contrib.auth.models import User
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from hub.audit.findings import raise_finding
from hub.audit.models import FindingKind
from hub.audit.services import record
from hub.staff.models import StaffProfile

password_set = Signal()  # by another: `user`, `by`; in the transaction


@transaction.atomic
def note_set_by(user: User, by: User) -> None:
    """Records that another set this user's password: both, and the security administrators, are told."""
    if user.pk == by.pk:
        return
    StaffProfile.objects.filter(user=user).update(password_set_by=by, password_set_at=timezone.now())
    record(by, "set password", f"user {user.pk}")
    raise_finding(FindingKind.PASSWORD, f"user {user.pk}", f"set by user {by.pk}")
    password_set.send(User, user=user, by=by)


def note_changed(user: User) -> None:
    """Records that the user has a password of their own again."""
    StaffProfile.objects.filter(user=user).update(password_set_by=None, password_set_at=None)
    record(user, "change password", f"user {user.pk}")


def must_change(user: User) -> bool:
    profile: StaffProfile | None = getattr(user, "staff_profile", None)
    return profile is not None and profile.password_set_by_id is not None
