from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from contract.grounds import GroundKind


class ChannelsConfig(AppConfig):
    name = "hub.channels"
    verbose_name = _("Questions, reviews and notices")

    def ready(self) -> None:
        from hub.channels.callers import find_call
        from hub.residents.grounds import register_ground

        register_ground(GroundKind.CALL, find_call)
