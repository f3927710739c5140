from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotifyConfig(AppConfig):
    name = "hub.notify"
    verbose_name = _("messages to residents")

    def ready(self) -> None:
        from hub.catalogue.services import MESSENGERS
        from hub.notify import listeners  # noqa: F401  (connects its receivers)
        from hub.notify.readiness import PURPOSES, list_kinds
        from hub.residents.consents import ask_only

        ask_only(PURPOSES.values(), lambda: [PURPOSES[kind] for kind in list_kinds() if kind in PURPOSES])
        MESSENGERS.append(list_kinds)
