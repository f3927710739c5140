from django.apps import AppConfig

from contract.grounds import GroundKind


class ChannelsConfig(AppConfig):
    name = "hub.channels"
    verbose_name = "咨询、评价与通知"

    def ready(self) -> None:
        from hub.channels.callers import find_call
        from hub.residents.grounds import register_ground

        register_ground(GroundKind.CALL, find_call)
