"""A resident's yes."""

from uuid import uuid4

from tests.hub.caller import Kiosk
from tests.hub.sample import a_person


def agree(kiosk: Kiosk, purpose: str = "reuse") -> None:
    """To the purpose, with their card on that kiosk's reader."""
    choice = {"id": str(uuid4()), "person": a_person().model_dump(mode="json"), "purpose": purpose, "given": True}
    assert kiosk.post("residents/consents", choice).status_code == 200
