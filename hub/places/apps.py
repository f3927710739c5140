from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "hub.places"
    verbose_name = _("places")

    def ready(self) -> None:
        from hub.places import listeners  # noqa: F401  (connects its receivers)
        from hub.places.selectors import find_places
        from hub.residents.services import PLACE_LOOKUPS

        PLACE_LOOKUPS.append(find_places)
