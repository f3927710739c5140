"""Two kiosks with one identity: a disk was copied, or a token. Each run of a kiosk's program names itself; one that
speaks again after another has spoken is not the only one."""

from datetime import datetime, timedelta

from hub.kiosks.models import Kiosk

TWIN_FOR = timedelta(minutes=10)  # after both were last heard
_REMEMBERED = 5  # runs


def note_instance(kiosk: Kiosk, instance: str, now: datetime) -> bool:
    """Records the instance; returns whether two speak under this kiosk's name."""
    if instance != kiosk.instance:
        if instance in kiosk.instances_before:
            kiosk.twin_at = now
        before = [name for name in (kiosk.instance, *kiosk.instances_before) if name and name != instance]
        kiosk.instance, kiosk.instances_before = instance, before[:_REMEMBERED]
        kiosk.save(update_fields=["instance", "instances_before", "twin_at"])
    return kiosk.twin_at is not None and now - kiosk.twin_at < TWIN_FOR
