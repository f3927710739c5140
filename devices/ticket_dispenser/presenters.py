"""Profiles of presenters, by model: how far a step brings a ticket out, how it goes back, how they are asked."""

from dataclasses import dataclass

from devices.tried import Tried, simulated

RETRACT, EJECT = b"\x1de\x02", b"\x1de\x05"  # GS e 2, GS e 5


@dataclass(frozen=True, slots=True)
class PresenterProfile:
    """`retract` is None where a ticket can only be thrown out. `full_status`: it answers DLE EOT 20; else GS e 6 tells
    of the exit slot, behind the queue. `before`: goes ahead of each ticket. `drawn`: it has neither Chinese nor QR
    codes of its own. `tried`: against what this profile was tried."""

    tried: tuple[Tried, ...]
    step_mm: float
    retract: bytes | None = RETRACT
    eject: bytes = EJECT
    full_status: bool = True
    before: bytes = b""
    drawn: bool = False
    dots: int = 576


# Custom: "VKP80II Command Reference", "KPM210/216 User Manual", "TPTCM112 User Manual" (GS e). On the TPTCM n=1 and 2
# switch the ejector's motor, and what its n=4 ("ticket catch") does with a ticket is not said: it throws out.
# Pyramid: "Reliance ESC/POS Command Set". GS e 18 has it print behind its bezel, and not push the ticket out meanwhile.
_SIMULATED = (simulated("presenter"),)
PROFILES = {
    "custom_vkp80": PresenterProfile(_SIMULATED, step_mm=7.0),
    "custom_kpm216": PresenterProfile(_SIMULATED, step_mm=0.625),
    "custom_tptcm": PresenterProfile(_SIMULATED, step_mm=22.0, retract=None, full_status=False),
    "pyramid_reliance": PresenterProfile(_SIMULATED, step_mm=7.0, before=b"\x1de\x12", drawn=True),
}
