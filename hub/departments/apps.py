from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DepartmentsConfig(AppConfig):
    name = "hub.departments"
    verbose_name = _("Department's system")

    def ready(self) -> None:
        from hub.departments import outbox  # noqa: F401
