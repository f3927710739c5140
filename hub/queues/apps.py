from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from contract.grounds import GroundKind


class QueuesConfig(AppConfig):
    name = "hub.queues"
    verbose_name = _("Queues")

    def ready(self) -> None:
        from hub.queues import grounds
        from hub.residents.grounds import register_ground

        register_ground(GroundKind.TICKET, grounds.find_ticket)
        register_ground(GroundKind.APPOINTMENT, grounds.find_appointment)
