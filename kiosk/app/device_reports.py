"""The heartbeat's reports of devices, of the database, and of what happens beside them."""

from collections.abc import Callable

from contract.kiosks import DeviceReport
from devices.manager import DeviceManager
from kiosk.hub_link.incidents import Incidents
from kiosk.storage.recovery import DatabaseFault


def device_reports(
    devices: DeviceManager, database_fault: DatabaseFault | None = None, incidents: Incidents | None = None
) -> Callable[[], tuple[DeviceReport, ...]]:
    """Returns the status of the devices now, in the words of the heartbeat; a database that is not used is told of
    like a device."""

    def report() -> tuple[DeviceReport, ...]:
        kinds = devices.kinds()
        reports = tuple(
            DeviceReport(
                name=name,
                kind=kinds[name],
                condition=status.condition,
                fault=status.fault,
                paper=status.paper,
                media=status.media,
                detail=status.detail[:300],
            )
            for name, status in devices.statuses().items()
        )
        database = DeviceReport(name="database", kind="database", condition="fault", detail=str(database_fault))
        others = incidents.reports() if incidents else ()
        return (*reports, *others, database) if database_fault else (*reports, *others)

    return report
