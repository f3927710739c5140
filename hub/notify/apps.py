from functools import partial

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "hub.notify"
    verbose_name = "告知居民"

    def ready(self) -> None:
        from hub.catalogue.services import MESSENGERS
        from hub.notify import listeners  # noqa: F401  (connects its receivers)
        from hub.notify.readiness import PURPOSES, can_use, list_kinds
        from hub.residents.consents import ask_only_if

        for kind, purpose in PURPOSES.items():
            ask_only_if(purpose, partial(can_use, kind))
        MESSENGERS.append(list_kinds)
