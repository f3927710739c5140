from django.dispatch import receiver

from hub.registers.models import RegisterAnswer, RegisterKind
from hub.registers.population import POPULATION
from hub.residents.models import Resident
from hub.residents.signals import consent_withdrawn


@receiver(consent_withdrawn, dispatch_uid="forget answers of registers")
def forget(sender: object, resident: Resident, purpose: str, **_: object) -> None:
    """Deletes the answers of the register with the consent to asking it."""
    if purpose == POPULATION:
        RegisterAnswer.objects.filter(resident=resident, register__kind=RegisterKind.POPULATION).delete()
