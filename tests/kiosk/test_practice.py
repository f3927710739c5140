"""A kiosk that practises: another hub, data of its own, a sign on page and paper, and an end of its own."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path
from threading import Event
from time import monotonic
from uuid import UUID, uuid4

import pytest

from config.loader import ConfigError, load
from config.settings import Settings
from contract.channels import Question
from contract.kiosks import CommandKind
from devices.documents import Document, Line
from devices.manager import DeviceManager, DeviceSpec
from devices.models import models
from devices.transports import check_port
from kiosk import clock
from kiosk.app import practice, practice_switch
from kiosk.app.practice import PracticeEnd, for_practice, is_practice, practice_sign, stamped
from kiosk.hub_link import heartbeat
from kiosk.hub_link.connection import HubAddress
from kiosk.hub_link.outbox import Outbox
from kiosk.pages.kinds import ListPage, MenuPage, MessagePage
from kiosk.pages.language import activate
from kiosk.storage.database import Database
from kiosk.storage.practice_file import PracticeFile
from kiosk.technician.run_context import RunContext
from tests.kiosk.conftest import session
from tests.kiosk.hub_process import HubProcess, free_port
from tests.kiosk.resident import Resident
from tests.kiosk.technician import enters, enters_again
from tests.kiosk.test_orders import answered, ordered
from tests.together import wait_until

HUB = """
[kiosk]
data_dir = "var"
[hub]
url = "https://hub.example.cn"
token_file = "token"
[practice]
url = "https://practice.example.cn"
token_file = "practice.token"
"""


def settings_of(folder: Path, text: str = HUB) -> Settings:
    file = folder / "kiosk.toml"
    file.write_text(text, "utf-8")
    for name in ("token", "practice.token"):
        (folder / name).write_text("x", "ascii")
    return load(file, models(), check_port)


def test_practice_has_its_own_hub_token_and_data(tmp_path: Path) -> None:
    real = settings_of(tmp_path)
    assert not is_practice(real)
    real.kiosk.data_dir.mkdir()
    PracticeFile(real.kiosk.data_dir).begin(clock.today())
    assert is_practice(real)
    other = for_practice(real)
    assert (other.hub.url, other.hub.token_file) == ("https://practice.example.cn", tmp_path / "practice.token")
    assert other.kiosk.data_dir == real.kiosk.data_dir / "practice"
    assert other.devices == real.devices


@pytest.mark.parametrize(
    "wrong",
    [
        HUB.replace("https://practice.example.cn", "https://hub.example.cn/"),
        HUB.replace("practice.token", "token"),
        HUB.replace('token_file = "practice.token"', ""),
        HUB + "idle_minutes = 0\n",
    ],
)
def test_no_configuration_lets_practice_reach_the_hub_or_last_for_ever(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(ConfigError):
        settings_of(tmp_path, wrong)


def test_yesterdays_practice_is_over_whatever_stopped_the_kiosk(tmp_path: Path) -> None:
    file, today = PracticeFile(tmp_path), date(2026, 11, 30)
    file.begin(today)
    assert file.is_for(today)
    for other in (today + timedelta(days=1), today - timedelta(days=1)):
        assert not file.is_for(other)
    file.end()
    assert not file.is_for(today)
    for damaged in ("", "{", '{"day": "never"}', json.dumps({"day": None})):
        (tmp_path / "practice.json").write_text(damaged)
        assert not file.is_for(today)


@pytest.mark.parametrize(("touched", "ends"), [(monotonic, False), (lambda: monotonic() - 61, True)])
def test_it_ends_by_itself_once_nobody_touches_it(tmp_path: Path, touched: Callable[[], float], ends: bool) -> None:
    file, restarts = PracticeFile(tmp_path), [0]

    def restart() -> None:
        restarts[0] += 1

    file.begin(clock.today())
    PracticeEnd(file, 1, touched, restart).look()
    assert (restarts[0] == 1, file.is_for(clock.today())) == (ends, not ends)


def test_it_ends_with_the_day(tmp_path: Path) -> None:
    file, restarts = PracticeFile(tmp_path), []
    file.begin(clock.today() - timedelta(days=1))
    PracticeEnd(file, 60, monotonic, lambda: restarts.append(1)).look()
    assert restarts


def test_every_paper_says_it_above_and_below_once() -> None:
    activate("zh-Hans")
    document = Document("slip", (Line("A001"),))
    once = stamped(document)
    assert stamped(once) == once
    texts = [block.text for block in once.blocks if isinstance(block, Line)]
    assert texts == [practice_sign(), "A001", practice_sign()]
    assert practice_sign() == "练习 · 无效"


def test_a_manager_that_stamps_prints_no_whole_page() -> None:
    spec = DeviceSpec("a4", "page_printer", "ipp", "ipp://127.0.0.1:9/", {})
    manager = DeviceManager([spec])
    assert manager.page_printers()
    manager.stamp_with(practice.stamped)
    assert not manager.page_printers()


@contextmanager
def technician_at(folder: Path, *, practises: bool, hub: HubProcess | None = None) -> Iterator[tuple[Resident, Event]]:
    """Yields a technician at a kiosk that may practise, and what happens once it is to start again. `hub`: its own."""
    real, restarted = settings_of(folder, HUB.replace("data_dir", 'language = "en"\ndata_dir')), Event()
    real.kiosk.data_dir.mkdir(exist_ok=True)
    home = real.kiosk.data_dir
    if practises:
        PracticeFile(home).begin(clock.today())
        (home / "practice").mkdir()
    settings = for_practice(real) if practises else real
    away = HubAddress(f"http://127.0.0.1:{free_port()}", folder / "absent")
    own = HubAddress(hub.url, hub.token_file) if hub else away
    context = RunContext(
        practises=practises, home=home if practises else None, own_hub=own if practises else None, restart=restarted.set
    )
    technician, devices, address = Resident(), DeviceManager([]), away if practises else own
    with session(technician, devices, settings, address.url, address.token_file, context):
        yield technician, restarted
    devices.stop()


def test_a_technician_switches_the_kiosk_and_back_with_the_same_pin(tmp_path: Path) -> None:
    file = PracticeFile(tmp_path / "var")
    with technician_at(tmp_path, practises=False) as (technician, restarted):
        enters(technician)
        technician.answers("practice")
        assert "30 minutes" in technician.sees(MessagePage).text
        technician.answers("begin")
        assert restarted.wait(10)
        assert file.is_for(clock.today())
    with technician_at(tmp_path, practises=True) as (technician, restarted):
        rows = enters_again(technician).rows
        assert next(row.badge for row in rows if row.key == "practice") == "Practice"
        technician.answers("practice")
        technician.sees(MessagePage)
        technician.answers("end")
        assert restarted.wait(10)
        assert not file.is_for(clock.today())


def test_what_waits_for_the_hub_goes_there_first(tmp_path: Path) -> None:
    with technician_at(tmp_path, practises=False) as (technician, restarted):
        enters(technician)
        with closing(Database(tmp_path / "var")) as store:
            Outbox(store).put_message(Question(id=uuid4(), text="几点？", asked_at=clock.now()))
        technician.answers("practice")
        assert "waits for the hub" in technician.sees(MessagePage).text
        assert not restarted.is_set()
        assert not PracticeFile(tmp_path / "var").is_for(clock.today())
        technician.answers("")
        technician.sees(ListPage)
    with technician_at(tmp_path, practises=True) as (technician, _restarted):
        enters_again(technician)
        with closing(Database(tmp_path / "var" / "practice")) as store:
            assert Outbox(store).counts().pending == 0


def test_the_hub_switches_the_kiosk_after_the_visit_and_back(
    hub: HubProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heartbeat, "EVERY", 0.3)
    monkeypatch.setattr(practice_switch, "EVERY", 0.3)
    file = PracticeFile(tmp_path / "var")
    with technician_at(tmp_path, practises=False, hub=hub) as (resident, restarted):
        wait_until(lambda: can_practise(hub))
        resident.begins()
        begin = ordered(hub, CommandKind.PRACTICE)
        wait_until(lambda: was_sent(hub, begin))
        assert not restarted.is_set()  # somebody is there
        resident.answers("en")
        resident.sees(MenuPage)
        resident.cancels()
        assert restarted.wait(10)
        assert file.is_for(clock.today())
    with technician_at(tmp_path, practises=True, hub=hub) as (_resident, restarted):
        wait_until(lambda: answered(hub, begin) == (True, "practice"))
        end = ordered(hub, CommandKind.END_PRACTICE)
        assert restarted.wait(10)
        assert not file.is_for(clock.today())
    with technician_at(tmp_path, practises=False, hub=hub):
        wait_until(lambda: answered(hub, end) == (True, "open"))


def can_practise(hub: HubProcess) -> bool:
    return hub.query("SELECT can_practise FROM kiosks_kiosk WHERE name = 'kiosk-1'") == [(1,)]


def was_sent(hub: HubProcess, command: str) -> bool:
    key = UUID(command).hex
    return hub.query(f"SELECT sent_at IS NOT NULL FROM kiosks_command WHERE id = '{key}'") == [(1,)]
