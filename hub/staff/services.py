from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from hub.audit.services import record
from hub.catalogue.areas import ROOT
from hub.staff.models import Role, StaffProfile


@transaction.atomic
def make_administrator(name: str, password: str, role: Role = Role.ADMINISTRATOR) -> User:
    """Creates an administrator of the whole city, of one of the three kinds. Raises ValidationError."""
    user = User(username=name)
    user.clean_fields(exclude=["password"])
    user.validate_unique()
    validate_password(password, user)
    user.set_password(password)
    user.save()
    profile = StaffProfile.objects.create(user=user, role=role)
    profile.areas.set([ROOT])
    record(None, "make administrator", f"user {user.pk}", {"role": role.value})
    return user
