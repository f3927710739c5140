from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "hub.alerts"
    verbose_name = "告警通知"

    def ready(self) -> None:
        from hub.alerts import password_notice, sending  # noqa: F401
