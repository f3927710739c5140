from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    name = "hub.staff"
    verbose_name = _("member of staff")

    def ready(self) -> None:
        from hub.audit.link_names import name_links
        from hub.staff import account_seals, signals  # noqa: F401
        from hub.staff.names import name_users

        name_users()
        name_links()
