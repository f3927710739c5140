from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotifyConfig(AppConfig):
    name = "hub.notify"
    verbose_name = _("messages to residents")

    def ready(self) -> None:
        from hub.catalogue.services import MESSENGERS
        from hub.notify import listeners  # noqa: F401  (connects its receivers)
        from hub.notify.readiness import PURPOSES, can_use, list_kinds
        from hub.residents.consents import ask_only_if

        for kind, purpose in PURPOSES.items():
            ask_only_if(purpose, partial(can_use, kind))
        MESSENGERS.append(list_kinds)
