"""What every test may rely on."""

from pathlib import Path

import pytest

from kiosk import language
from screens.kivy_setup import set_environment
from tests.kiosk.hub_process import make_hub
from tests.once import made_once

set_environment()  # pytest imports all tests before it runs the first one


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    """The language is the process's: one test that speaks English must not make the next one speak it."""
    language.activate(language.DEFAULT)


@pytest.fixture(scope="session")
def seeded_hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a `HubProcess` starts from."""
    return made_once(tmp_path_factory, "hub", make_hub)
