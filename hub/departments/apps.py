from django.apps import AppConfig


class DepartmentsConfig(AppConfig):
    name = "hub.departments"
    verbose_name = "部门系统"

    def ready(self) -> None:
        from hub.departments import outbox  # noqa: F401
