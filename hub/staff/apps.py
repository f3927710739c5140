from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "hub.staff"
    verbose_name = "工作人员"

    def ready(self) -> None:
        from hub.staff import account_seals, signals  # noqa: F401
