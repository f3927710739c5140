from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "hub.catalogue"
    verbose_name = _("Catalogue")

    def ready(self) -> None:
        from hub.catalogue import item_seals  # noqa: F401
