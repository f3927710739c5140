from django.contrib.auth.backends import BaseBackend
from django.db.models import Model

from hub.catalogue.areas import ROOT
from hub.staff.models import Role
from hub.staff.scopes import AnyUser, areas_of, role_of

_APPS = {"audit", "auth", "catalogue", "channels", "departments", "display", "kiosks", "queues", "staff"}
_MODELS = {"cases.specialday", "residents.purpose"}  # of apps that else hold residents' data


def keeps_the_house(user: AnyUser) -> bool:
    """An administrator of the whole city: the admin's pages know no areas."""
    return role_of(user) is Role.ADMINISTRATOR and areas_of(user).filter(pk=ROOT).exists()


class RoleBackend(BaseBackend):
    """What administrators may do on the admin's pages. Residents' data is no part of it."""

    def has_perm(self, user_obj: AnyUser, perm: str, obj: Model | None = None) -> bool:
        app, _, codename = perm.partition(".")
        model = codename.partition("_")[2]
        return (app in _APPS or f"{app}.{model}" in _MODELS) and keeps_the_house(user_obj)

    def has_module_perms(self, user_obj: AnyUser, app_label: str) -> bool:
        models = _APPS | {model.partition(".")[0] for model in _MODELS}
        return app_label in models and keeps_the_house(user_obj)
