"""Log-in by name and password, and the permissions of administrators on the admin's pages."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.db.models import Model
from django.http import HttpRequest

from hub.audit.findings import holds, raise_row_changed
from hub.core.sealing import ChangedPastHub
from hub.core.worded import WordedQuery
from hub.staff.models import ADMINISTRATORS
from hub.staff.scopes import Action, AnyUser, may, profile_of, role_of, works_for_city

# What the admin's pages are for, by app or by single model. Residents' papers are no part of it, for anybody.
_ACTIONS = {
    "alerts": Action.MANAGE_KIOSKS,
    "audit.auditentry": Action.READ_AUDIT,
    "audit.finding": Action.CLOSE_FINDINGS,
    "auth": Action.MANAGE_STAFF,
    "calendar.specialday": Action.EDIT_CALENDAR,
    "catalogue": Action.EDIT_CATALOGUE,
    "certificates.atonceitem": Action.EDIT_CATALOGUE,
    "channels": Action.EDIT_DIRECTORY,
    "departments": Action.MANAGE_DEPARTMENTS,
    "departments.apikey": Action.MANAGE_KEYS,
    "departments.system": Action.MANAGE_KEYS,
    "display": Action.MANAGE_KIOSKS,
    "kiosks": Action.MANAGE_KIOSKS,
    "notify.messagechannel": Action.MANAGE_KEYS,
    "notify.messagetemplate": Action.EDIT_CATALOGUE,
    "notify.residentmessage": Action.MANAGE_DEPARTMENTS,
    "places": Action.EDIT_CATALOGUE,
    "queues": Action.MANAGE_QUEUES,
    "registers.licence": Action.EDIT_CATALOGUE,
    "registers.register": Action.MANAGE_KEYS,
    "residents.purpose": Action.EDIT_CATALOGUE,
    "staff": Action.MANAGE_STAFF,
}
_TO_VIEW = {"audit.finding": Action.READ_FINDINGS}  # where to read takes less than to change
# What an administrator of a street sees to as well, within it: their pages know areas.
_WITHIN_AREAS = {"auth.user", "staff.staffprofile", "queues.window", "queues.officehours", "channels.entry"}
_USER = WordedQuery(lambda key: User.objects.select_related("staff_profile").filter(pk=key))
_CACHED = "_is_city_administrator"


def is_city_administrator(user: AnyUser) -> bool:
    """Returns whether the user is an administrator of the whole city. Asked a hundred times for one page of the admin,
    so the answer stays with the request's user, as Django keeps its own permissions."""
    cache = vars(user)
    if _CACHED not in cache:
        cache[_CACHED] = may_use_admin(user) and works_for_city(user)
    return bool(cache[_CACHED])


def may_use_admin(user: AnyUser) -> bool:
    """Returns whether the user is an administrator of any kind, of the city or of a part of it."""
    return role_of(user) in ADMINISTRATORS


def is_as_written(user: User) -> bool:
    """Returns whether account, role, areas and departments are as the hub wrote them. One who does not work here has no
    rights to check."""
    profile = profile_of(user)
    return profile is None or holds(profile)


class HubBackend(ModelBackend):
    """Names and passwords as Django keeps them. Rights come from the role alone, never from Django's own tables."""

    def get_user(self, user_id: int) -> User | None:
        """Returns the user with the profile, which every request of staff asks for next."""
        user = _USER.first(user_id)
        return user if user is not None and self.user_can_authenticate(user) and is_as_written(user) else None

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **other: Any
    ) -> User | None:
        """Returns the user; None also for an account that was written past the hub."""
        try:
            user = super().authenticate(request, username, password, **other)
        except ChangedPastHub as error:  # the password's hash was to be renewed
            raise_row_changed(error)
            return None
        return user if user is not None and is_as_written(user) else None

    def has_perm(self, user_obj: AnyUser, perm: str, obj: Model | None = None) -> bool:
        app, _, codename = perm.partition(".")
        verb, _, name = codename.partition("_")
        model = f"{app}.{name}"
        action = (verb == "view" and _TO_VIEW.get(model)) or _ACTIONS.get(model) or _ACTIONS.get(app)
        if not action or not may_use_admin(user_obj) or not may(user_obj, action):
            return False
        return model in _WITHIN_AREAS or is_city_administrator(user_obj)

    def has_module_perms(self, user_obj: AnyUser, app_label: str) -> bool:
        """Returns whether the app stands on the admin's first page; what of it, each model says."""
        rows = [*_ACTIONS.items(), *_TO_VIEW.items()]
        actions = [action for name, action in rows if name.partition(".")[0] == app_label]
        local = {name.partition(".")[0] for name in _WITHIN_AREAS}
        there = app_label in local or is_city_administrator(user_obj)
        return there and may_use_admin(user_obj) and any(may(user_obj, action) for action in actions)

    def get_user_permissions(self, user_obj: AnyUser, obj: Model | None = None) -> set[str]:
        return set()

    def get_group_permissions(self, user_obj: AnyUser, obj: Model | None = None) -> set[str]:
        return set()

    def get_all_permissions(self, user_obj: AnyUser, obj: Model | None = None) -> set[str]:
        return set()
