from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from contract.grounds import GroundKind


class CasesConfig(AppConfig):
    name = "hub.cases"
    verbose_name = _("case")

    def ready(self) -> None:
        from hub.cases import privacy  # noqa: F401  (connects its receiver)
        from hub.cases.access import find_ground
        from hub.residents.grounds import register_ground

        register_ground(GroundKind.CASE, find_ground)
