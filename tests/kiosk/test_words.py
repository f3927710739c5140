"""Every fault, in plain words, for the one who can mend it."""

from pathlib import Path

import pytest

from config.tolerant_loader import load_tolerantly
from devices.base import Condition, Fault, PaperLevel, Status
from devices.models import models
from devices.transports import check_port
from kiosk.diagnostics.device_words import fault_words, mender_words, state_words, what_is_wrong, what_to_do
from kiosk.pages.language import LANGUAGES, activate
from kiosk.technician.setting_words import mistake_of

HAN = range(0x4E00, 0x9FFF)


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_says_what_it_is_what_to_do_and_who_does_it_in_each_language(fault: Fault) -> None:
    status = Status(Condition.FAULT, fault)
    said = {}
    for code in LANGUAGES:
        activate(code)
        said[code] = (fault_words(fault), what_to_do(status), mender_words(fault.owner))
        assert mender_words(fault.owner) in what_to_do(status)
    for chinese, english in zip(said["zh-Hans"], said["en"], strict=True):
        assert any(ord(sign) in HAN for sign in chinese)
        assert english
        assert not any(ord(sign) in HAN for sign in english)


def test_no_two_faults_read_the_same() -> None:
    activate("zh-Hans")
    assert len({fault_words(fault) for fault in Fault}) == len(Fault)


@pytest.mark.parametrize("condition", [Condition.UNKNOWN, Condition.CONNECTED])
def test_what_is_not_known_to_be_well_is_not_said_to_be(condition: Condition) -> None:
    activate("en")
    status = Status(condition, paper=PaperLevel.FULL)
    assert state_words(status) != state_words(Status(Condition.OK, paper=PaperLevel.FULL))
    assert what_is_wrong(status)


BROKEN = """
[kiosk]
idd = "x"
[session]
idle_seconds = 3
[screen]
width_px = "wide"
[[device]]
name = "reader"
kind = "card_reader"
model = "sam_v"
port = "serial:///dev/ttyS7"
[[device]]
name = "slips"
kind = "printer"
model = "escposs"
port = "serial:///dev/ttyS7?baudrate=9600"
[[device]]
name = "slips"
kind = "scaner"
model = "x"
port = "foo://"
[[device]]
name = "tickets"
kind = "ticket_dispenser"
model = "receipt_printer"
port = "printer://nobody"
"""


def test_what_is_wrong_in_the_configuration_is_told_in_the_readers_language(tmp_path: Path) -> None:
    (tmp_path / "kiosk.toml").write_text(BROKEN, "utf-8")
    mistakes = load_tolerantly(tmp_path / "kiosk.toml", models(), check_port).problems
    activate("zh-Hans")
    said = [mistake_of(mistake) for mistake in mistakes]
    for wanted in (
        "kiosk.idd: 没有这个设置项。 是不是“id”？",
        "session.idle_seconds: 不小于 15。",
        "device[1] 'slips'.model: 这种设备没有该型号。 是不是“escpos”？",
        "device[2] 'slips'.kind: 没有这种设备。 是不是“scanner”？",
        "device[1].port: reader 和 slips 用了同一个端口。",
        "device[3].port: 本机没有这台打印机。",
    ):
        assert wanted in said
    assert any(line.startswith("screen.width_px: 此处不能用这个值：") for line in said)
    (tmp_path / "kiosk.toml").write_text("= =", "utf-8")
    (unread,) = load_tolerantly(tmp_path / "kiosk.toml", models(), check_port).problems
    assert mistake_of(unread).startswith("文件无法读取：")
