"""A profile's seal is made again whenever account, areas or departments change by the hub; what was written past it
gets none so."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver

from hub.core.row_seal import seal_members
from hub.staff.models import StaffProfile

_COVERED = {"username", "password", "is_active", "is_superuser"}


def _is_covered(update_fields: frozenset[str] | None) -> bool:
    return update_fields is None or bool(_COVERED & update_fields)


def _profile_of(user: User) -> StaffProfile | None:
    """Returns the profile as the database has it, with the account as the database has it."""
    return StaffProfile.objects.select_related("user").filter(user_id=user.pk).first()


@receiver(pre_save, sender=User)
def _check_account(instance: User, update_fields: frozenset[str] | None = None, **about: Any) -> None:
    """Checks the seal before an account is saved. Raises ChangedPastHub."""
    if _is_covered(update_fields) and (profile := _profile_of(instance)):
        profile.check_seal()


@receiver(post_save, sender=User)
def _after_account(instance: User, update_fields: frozenset[str] | None = None, **about: Any) -> None:
    if _is_covered(update_fields) and (profile := _profile_of(instance)):
        profile.accept()


for _members in (StaffProfile.areas.through, StaffProfile.departments.through):
    seal_members(StaffProfile, _members)
