from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    name = "hub.alerts"
    verbose_name = _("alarm message")

    def ready(self) -> None:
        from hub.alerts import password_notice, sending  # noqa: F401
