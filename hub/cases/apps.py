from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "hub.cases"
    verbose_name = "办件"

    def ready(self) -> None:
        from hub.cases import privacy  # noqa: F401  (connects its receiver)
