"""A file written for an older release is taken: each old name is replaced by its successor, with a warning of both."""

import logging
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from config.deprecated import Deprecated, update_deprecated
from config.loader import ConfigError, load
from config.settings import Section
from config.tolerant_loader import load_tolerantly
from devices.models import models
from devices.transports import check_port


class Place(Section):
    site: str
    centre = Deprecated("place.site")
    hub_address = Deprecated("link.url")


class Link(Section):
    url: str


class Everything(BaseModel):
    place: Place
    link: Link


def updated(tables: dict[str, Any]) -> list[str]:
    return [str(replacement) for replacement in update_deprecated(tables, Everything)]


def test_an_old_key_moves_to_its_successor_in_its_own_and_in_another_section() -> None:
    tables = {"place": {"centre": "Lobby", "hub_address": "embedded"}}
    assert updated(tables) == [
        "place.centre is deprecated: write place.site",
        "place.hub_address is deprecated: write link.url",
    ]
    assert tables == {"place": {"site": "Lobby"}, "link": {"url": "embedded"}}
    assert Everything.model_validate(tables).place.site == "Lobby"


def test_where_old_and_new_key_stand_the_new_one_counts() -> None:
    tables = {"place": {"centre": "Old", "site": "New"}}
    assert updated(tables) == ["place.centre is deprecated: place.site stands there too and counts"]
    assert tables == {"place": {"site": "New"}}


def test_an_old_key_with_a_wrong_value_is_refused_under_its_new_name() -> None:
    tables: dict[str, Any] = {"place": {"centre": 7}, "link": {"url": "embedded"}}
    updated(tables)
    with pytest.raises(ValueError, match=r"place\.site"):
        Everything.model_validate(tables)


@pytest.mark.parametrize(
    "tables",
    [{}, {"place": 3}, {"place": [{"centre": "x"}]}, {"place": "centre"}, {"nowhere": {"centre": "x"}}, {"link": {}}],
)
def test_what_is_no_table_of_this_section_is_left_as_it_is(tables: dict[str, Any]) -> None:
    before = repr(tables)
    assert updated(tables) == []
    assert repr(tables) == before


def test_an_old_key_whose_successor_is_in_something_that_is_no_table_is_no_crash() -> None:
    tables: dict[str, Any] = {"place": {"hub_address": "embedded"}, "link": 3}
    assert updated(tables) == []
    assert tables["link"] == 3


def written(folder: Path, language: str) -> Path:
    file = folder / "kiosk.toml"
    file.write_text(f"[kiosk]\nlanguage = {language}\n", "utf-8")
    return file


@pytest.mark.parametrize("old", ["zh_CN", "zh", "zh-CN", "ZH_cn", "zh_Hans"])
def test_an_older_name_of_a_language_is_taken_with_a_warning(
    tmp_path: Path, old: str, caplog: pytest.LogCaptureFixture
) -> None:
    file = written(tmp_path, f'"{old}"')
    assert load(file, models(), check_port).kiosk.language == "zh-Hans"
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert record.getMessage() == f"{file}: kiosk.language = '{old}' is deprecated: write 'zh-Hans'"


def test_a_file_of_today_has_no_warnings(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert load(written(tmp_path, '"en"'), models(), check_port).kiosk.language == "en"
    assert load(None, models(), check_port).kiosk.language == "zh-Hans"
    assert caplog.records == []


@pytest.mark.parametrize("wrong", ['"fr"', '""', "7", "[]", '"zh-Hans-"', '"../zh"'])
def test_a_language_that_is_none_is_a_problem(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(written(tmp_path, wrong), models(), check_port)
    (problem,) = caught.value.problems
    assert problem.key == "kiosk.language"


def test_the_problem_of_a_wrong_language_lists_the_right_ones(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"there is no such language; there are: zh-Hans, .*en"):
        load(written(tmp_path, '"fr"'), models(), check_port)


def test_a_broken_file_with_an_old_name_is_warned_of_once_and_may_serve(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = written(tmp_path, '"zh_CN"\n[session]\nidle_seconds = "long"')
    result = load_tolerantly(file, models(), check_port)
    assert (result.settings.kiosk.language, result.may_serve, len(result.problems)) == ("zh-Hans", True, 1)
    assert len(caplog.records) == 1
