"""What a test of one device tells: its status, its firmware, and whether another model answers in its place."""

from collections.abc import Callable

from devices.base import Device, DeviceError, Fault, HasFirmware, Status
from devices.discover import identify
from devices.member import DeviceSpec, Member


def read_device(member: Member, within: float, put: Callable[[DeviceSpec], None]) -> tuple[Status, str]:
    """Returns status and firmware. `put` uses the device again after another model was looked for at its port. Raises
    DeviceError; `wrong_device` where one of another model answers there."""
    try:
        return member.worker.do(_ask, within)
    except DeviceError as error:
        silent = error.fault is member.worker.status.fault is Fault.NOT_RESPONDING
        if silent and (other := _find_other_model(member, put)):
            raise DeviceError(Fault.WRONG_DEVICE, other) from error
        raise


def _ask(driver: Device) -> tuple[Status, str]:
    return driver.status(), driver.firmware() if isinstance(driver, HasFirmware) else ""


def _find_other_model(silent: Member, put: Callable[[DeviceSpec], None]) -> str:
    """Returns the model that answers in its place; "" where none does. The device is then used again."""
    spec = silent.spec
    silent.worker.stop()
    neighbour = identify(spec.port, but=(spec.kind, spec.model))
    put(spec)
    return f"a {neighbour.kind} of model {neighbour.model} answers there" if neighbour.kind else ""
