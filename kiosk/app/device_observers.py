"""Who is told what the devices do: the history, and staff by the heartbeat."""

from collections.abc import Callable

from devices.manager import DeviceManager
from kiosk.app.fault_alert import FaultAlert
from kiosk.hub_link.incidents import Incidents
from kiosk.storage.database import Database
from kiosk.storage.device_history import DeviceHistory, HistoryRecorder


def open_history(store: Database, devices: DeviceManager) -> DeviceHistory:
    """Returns the history of the devices there are; that of others is deleted."""
    records = DeviceHistory(store)
    records.forget_others(devices.kinds().keys())
    return records


def record_devices(
    devices: DeviceManager, incidents: Incidents, records: DeviceHistory, wake: Callable[[], None]
) -> HistoryRecorder:
    """Starts to record: each change of a device, and each incident, goes into the history and wakes the heartbeat."""
    recorder = HistoryRecorder(records)
    alert = FaultAlert(recorder, wake)
    devices.report_to(alert)
    incidents.report_to(alert.changed)
    return recorder
