"""Staff as they are added outside of the admin's pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hub.audit.services import record
from hub.catalogue.areas import ROOT
from hub.catalogue.models import Department
from hub.staff.models import Role, StaffProfile
from hub.staff.passwords import note_set_by


@dataclass(frozen=True, slots=True)
class NewMember:
    """`departments`: their codes; none for all, but a clerk then sees nothing."""

    username: str
    last_name: str
    first_name: str
    role: Role
    departments: Sequence[str]
    password: str


@transaction.atomic
def create_member(member: NewMember, by: User) -> User:
    """Creates a user who works in the whole city, and changes the password at first use. The same again gets the same
    one. Raises ValidationError."""
    same = User.objects.filter(username=member.username, staff_profile__password_set_by=by).first()
    if same is not None and same.staff_profile.role == member.role and same.check_password(member.password):
        return same
    user = User(username=member.username, last_name=member.last_name, first_name=member.first_name)
    user.clean_fields(exclude=["password"])
    user.validate_unique()
    if member.role is Role.CLERK and not member.departments:
        raise ValidationError({"departments": _("A clerk works for a department: choose at least one.")})
    _set_password(user, member.password)
    user.save()
    profile = StaffProfile.objects.create(user=user, role=member.role)
    profile.areas.set([ROOT])
    profile.departments.set(Department.objects.filter(code__in=member.departments))
    record(by, "add user", f"user {user.pk}")
    note_set_by(user, by)
    return user


def _set_password(user: User, password: str) -> None:
    """Sets the password. Raises ValidationError."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from None
    user.set_password(password)
