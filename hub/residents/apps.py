from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResidentsConfig(AppConfig):
    name = "hub.residents"
    verbose_name = _("resident")

    def ready(self) -> None:
        from hub.residents import mandate_seals  # noqa: F401
