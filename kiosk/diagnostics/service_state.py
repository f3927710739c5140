"""The service mode with the words for residents, for the running kiosk and for programs beside it."""

from pathlib import Path

from contract.text import Text
from kiosk.pages.language import N_
from kiosk.pages.wording import in_all_languages
from kiosk.storage.service_mode import ServiceMode


def open_service_mode(data_dir: Path, blocked_reason: Text | None = None) -> ServiceMode:
    """Returns the service mode. `blocked_reason`: why this run cannot serve at all."""
    disk_reason = in_all_languages(
        N_("This kiosk's disk takes nothing, so nothing could be kept safely here. Please go to the counter.")
    )
    return ServiceMode(data_dir, blocked_reason, disk_reason=disk_reason)
