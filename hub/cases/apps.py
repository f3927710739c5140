from django.apps import AppConfig

from contract.grounds import GroundKind


class CasesConfig(AppConfig):
    name = "hub.cases"
    verbose_name = "办件"

    def ready(self) -> None:
        from hub.cases import privacy  # noqa: F401  (connects its receiver)
        from hub.cases.access import find_ground
        from hub.residents.grounds import register_ground

        register_ground(GroundKind.CASE, find_ground)
