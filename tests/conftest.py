"""What every test may rely on."""

import pytest

from kiosk import language
from screens.kivy_setup import set_environment

set_environment()  # pytest imports all tests before it runs the first one


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    """The language is the process's: one test that speaks English must not make the next one speak it."""
    language.activate(language.DEFAULT)
