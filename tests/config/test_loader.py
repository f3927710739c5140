"""A configuration is taken whole, or refused with every problem in one list."""

from datetime import time
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

from config.loader import ConfigError, DeviceModels, load
from config.settings import ScreenSettings
from devices.models import models
from devices.transports import check_port
from tests.examples import examples


class PrinterSettings(BaseModel):
    model_config = ConfigDict(extra="forbid")
    columns: int = 48


MODELS = {("printer", "escpos"): lambda: PrinterSettings, ("card_reader", "sam_v"): lambda: PrinterSettings}


def problems_of(text: str, folder: Path, known: DeviceModels = MODELS) -> list[str]:
    file = folder / "kiosk.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        load(file, known, check_port)
    assert all(problem.file == file for problem in caught.value.problems)
    return [f"{p.key}: {p.message} [{p.nearest}]" for p in caught.value.problems]


def test_the_defaults_alone_are_a_configuration() -> None:
    settings = load(None, MODELS, check_port)
    assert settings.hub.embedded
    assert settings.screen.height_px > settings.screen.width_px
    assert settings.devices == ()


def test_a_site_writes_only_what_differs(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text(
        """
        [kiosk]
        site = "和平里街道政务服务中心"
        data_dir = "data"
        [[device]]
        name = "printer"
        kind = "printer"
        model = "escpos"
        port = "tcp://127.0.0.1:9100"
        columns = 32
        """,
        "utf-8",
    )
    settings = load(file, MODELS, check_port)
    assert settings.kiosk.site == "和平里街道政务服务中心"
    assert settings.kiosk.data_dir == tmp_path / "data"
    assert settings.session.warning_seconds == 20
    (printer,) = settings.devices
    assert isinstance(printer.settings, PrinterSettings)
    assert printer.settings.columns == 32


def test_every_problem_comes_in_one_list_with_the_nearest_right_key(tmp_path: Path) -> None:
    problems = problems_of(
        """
        [kisk]
        id = "a"
        [kiosk]
        sight = "x"
        language = "fr"
        [session]
        idle_seconds = "60"
        warning_seconds = 5
        [[device]]
        name = "reader"
        kind = "card_raeder"
        model = "sam_v"
        port = "serial:///dev/ttyS0"
        [[device]]
        name = "printer"
        kind = "printer"
        model = "escpso"
        port = "lpt1"
        [[device]]
        name = "printer"
        kind = "printer"
        model = "escpos"
        port = "tcp://127.0.0.1:9100"
        colums = 3
        """,
        tmp_path,
    )
    text = "\n".join(problems)
    for expected in (
        "kisk: there is no such key [kiosk]",
        "kiosk.sight: there is no such key [site]",
        "kiosk.language: ",
        "session.idle_seconds: Input should be a valid integer",
        "session.warning_seconds: Input should be greater than or equal to 20",
        "device[0] 'reader'.kind: there is no kind 'card_raeder' [card_reader]",
        "device[1] 'printer'.model: there is no printer 'escpso' [escpos]",
        "device[1] 'printer'.port: the port 'lpt1' begins with none of ",
        "device[2] 'printer'.colums: there is no such key [columns]",
        "device[2].name: 'printer' is already that of device[1]",
    ):
        assert expected in text
    assert len(problems) == 10


def test_devices_under_a_wrong_name_are_not_left_out_in_silence(tmp_path: Path) -> None:
    table = '[[devices]]\nname = "printer"\nkind = "printer"\nmodel = "escpos"\nport = "tcp://127.0.0.1:9100"'
    assert problems_of(table, tmp_path) == ["devices: there is no such key [device]"]


def test_an_empty_path_is_not_the_folder_of_the_file(tmp_path: Path) -> None:
    assert problems_of('[kiosk]\ndata_dir = ""\n[hub]\ntoken_file = ""', tmp_path) == [
        "kiosk.data_dir: Input should be the path of a file or folder []",
        "hub.token_file: Input should be the path of a file or folder []",
    ]


def test_two_devices_may_not_share_a_port(tmp_path: Path) -> None:
    device = '[[device]]\nname = "{}"\nkind = "printer"\nmodel = "escpos"\nport = "tcp://127.0.0.1:9100"\n'
    (problem,) = problems_of(device.format("left") + device.format("right"), tmp_path)
    assert problem.startswith("device[1].port: 'left' and 'right' are on one port, 'tcp://127.0.0.1:9100'")


def test_one_port_is_known_however_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "ttyUSB0").touch()
    (tmp_path / "by-id").symlink_to(tmp_path / "ttyUSB0")
    device = '[[device]]\nname = "{}"\nkind = "printer"\nmodel = "escpos"\nport = "serial://{}/{}"\n'
    same = device.format("left", tmp_path, "ttyUSB0?baudrate=9600") + device.format("right", tmp_path, "by-id")
    (problem,) = problems_of(same, tmp_path)
    assert "'left' and 'right' are on one port" in problem


PRINTER = '[[device]]\nname = "slips"\nkind = "printer"\nmodel = "escpos"\nport = "tcp://127.0.0.1:9100"\n'
TICKETS = '[[device]]\nname = "{}"\nkind = "ticket_dispenser"\nmodel = "receipt_printer"\nport = "printer://{}"\n'


def test_a_printer_may_be_named_as_a_port_by_as_many_as_like(tmp_path: Path) -> None:
    tickets = TICKETS.format("a", "slips") + TICKETS.format("b", "slips") + TICKETS.format("c", "")
    (tmp_path / "kiosk.toml").write_text(tickets + PRINTER, "utf-8")
    assert len(load(tmp_path / "kiosk.toml", models(), check_port).devices) == 4


def test_a_port_that_names_no_printer_is_refused_with_the_nearest(tmp_path: Path) -> None:
    wrong = TICKETS.format("a", "slip") + TICKETS.format("b", "a")
    near, far = problems_of(wrong + PRINTER, tmp_path, models())
    assert near == "device[0].port: there is no printer 'slip' [slips]"
    assert far == "device[1].port: there is no printer 'a' []"
    assert problems_of(TICKETS.format("a", ""), tmp_path, models()) == ["device[0].port: there is no printer []"]


def test_what_is_nested_without_end_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    assert "nested too deeply" in problems_of(f"a = {'[' * 5000}", tmp_path)[0]
    assert problems_of(f"kiosk.{'.'.join('a' * 3000)} = 1", tmp_path)


def test_a_hub_elsewhere_needs_a_token(tmp_path: Path) -> None:
    (problem,) = problems_of('[hub]\nurl = "https://hub.example.cn"\n', tmp_path)
    assert "token_file" in problem


@pytest.mark.parametrize("text", ["[kiosk", "device = 3", "[[kiosk]]\nid = 1", 'kiosk = "x"', "[device]\nname = 'x'"])
def test_nonsense_is_refused_and_named(text: str, tmp_path: Path) -> None:
    assert problems_of(text, tmp_path)


def test_a_file_that_cannot_be_read_is_a_problem_too(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        load(tmp_path / "absent.toml", MODELS, check_port)
    (tmp_path / "latin.toml").write_bytes(b'[kiosk]\nsite = "\xff"\n')
    with pytest.raises(ConfigError, match="UTF-8"):
        load(tmp_path / "latin.toml", MODELS, check_port)


VALUES = st.recursive(
    st.one_of(st.integers(), st.booleans(), st.text(max_size=8), st.floats(allow_nan=False)),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abnme", min_size=1, max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["kiosk", "hub", "screen", "session", "device", "x"]), VALUES))
@settings(max_examples=examples(200), deadline=None)
def test_whatever_stands_in_the_file_is_settings_or_a_list_of_problems(
    tmp_path_factory: pytest.TempPathFactory, tables: dict[str, object]
) -> None:
    file = tmp_path_factory.mktemp("fuzz") / "kiosk.toml"
    file.write_text(tomlkit.dumps(tables), "utf-8")
    problems: tuple[object, ...] | None = None
    try:
        load(file, MODELS, check_port)
    except ConfigError as error:
        problems = error.problems
    assert problems is None or problems


def test_a_time_zone_that_is_none_is_a_problem(tmp_path: Path) -> None:
    for wrong in ("Shanghai", "Asia", "../etc/passwd", ""):
        (problem,) = problems_of(f'[kiosk]\ntimezone = "{wrong}"\n', tmp_path)
        assert "kiosk.timezone: there is no such time zone" in problem


def test_the_keys_of_a_keypad_can_be_others(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text('[keypad]\nconfirm = ["f5"]\nhelp = []\n', "utf-8")
    keypad = load(file, MODELS, check_port).keypad
    assert (keypad.confirm, keypad.help, keypad.up) == (("f5",), (), ("up",))


def test_a_key_that_is_not_there_and_one_with_two_meanings_are_told(tmp_path: Path) -> None:
    assert problems_of('[keypad]\nconfirm = ["entre"]\n', tmp_path) == [
        "keypad.confirm.0: there is no key 'entre'; did you mean 'enter'? []"
    ]
    assert problems_of('[keypad]\nconfirm = ["up"]\n', tmp_path) == [
        "keypad: the key 'up' stands for both up and confirm []"
    ]


def test_no_site_lets_a_tap_count_sooner_than_the_least(tmp_path: Path) -> None:
    assert problems_of("[screen]\ntap_after_seconds = 0.3", tmp_path) == [
        "screen.tap_after_seconds: Input should be greater than or equal to 0.7 []"
    ]


def test_a_night_may_go_through_midnight() -> None:
    screen: dict[str, Any] = {"width_px": 1080, "height_px": 1920, "width_mm": 268.0, "fullscreen": True}
    night = ScreenSettings(**screen, dark_from="20:00", dark_until="07:30")
    assert [night.is_dark_at(time(*at)) for at in ((19, 59), (20, 0), (0, 0), (7, 29), (7, 30))] == [0, 1, 1, 1, 0]
    assert not ScreenSettings(**screen).is_dark_at(time(3))


@pytest.mark.parametrize("night", [("20:00", ""), ("", "07:00"), ("08:00", "08:00"), ("24:00", "07:00"), ("8:00", "9")])
def test_half_a_night_and_times_that_are_none_are_refused(night: tuple[str, str]) -> None:
    with pytest.raises(ValidationError):
        ScreenSettings(
            width_px=1080, height_px=1920, width_mm=268, fullscreen=True, dark_from=night[0], dark_until=night[1]
        )
