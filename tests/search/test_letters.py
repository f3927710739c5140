"""Search for an item by letters of its pinyin."""

import pytest

from contract.search.letters import matches

HELP = "lin shi jiu zhu"


@pytest.mark.parametrize(
    "letters", ["", "l", "ls", "lsjz", "LSJZ", "linshi", "lin", "lins", "linsj", "jz", "jiuzhu", "shij", "linshijiuzhu"]
)
def test_initials_and_syllables_find_it(letters: str) -> None:
    assert matches(letters, HELP)


@pytest.mark.parametrize("letters", ["x", "lz", "inshi", "lsjzz", "linshijiuzhuq", "slj"])
def test_other_letters_do_not(letters: str) -> None:
    assert not matches(letters, HELP)
