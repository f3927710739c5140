from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResidentsConfig(AppConfig):
    name = "hub.residents"
    verbose_name = _("resident")

    def ready(self) -> None:
        from hub.core.row_seal import seal_members
        from hub.residents.models import Mandate

        seal_members(Mandate, Mandate.items.through)
