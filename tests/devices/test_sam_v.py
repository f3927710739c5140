"""The identity card reader: its driver against its simulator, as a resident and a technician meet it."""

from collections.abc import Iterator

import pytest

from devices.base import Card, CardKind, Condition, DeviceError, Fault
from devices.card_reader.sam_v import Driver, Settings
from devices.simulators.process import SimulatorProcess
from tests.devices.conftest import Eventually, Kiosk

IN_THE_READ = ["wrong_checksum", "garbage", "half_frame", "slow", "silence_in_read", "lift_in_mid_read", "read_failed"]


@pytest.fixture
def driver(reader: SimulatorProcess) -> Iterator[Driver]:
    driver = Driver(reader.port, Settings())
    yield driver
    driver.close()


@pytest.mark.parametrize(
    ("person", "kind", "name"),
    [
        ("zhang", CardKind.CITIZEN, "张伟明"),
        ("rare", CardKind.CITIZEN, "王䶮㐂"),
        ("expired", CardKind.CITIZEN, "赵建国"),
        ("unknown_type", CardKind.UNKNOWN, "孙未知"),
        ("hk", CardKind.HK_MO_TW_RESIDENT, "陈嘉欣"),
        ("foreigner", CardKind.FOREIGNER_2017, "MUSTERMANN, ERIKA MARIA"),
        ("foreigner_2023", CardKind.FOREIGNER_2023, "OLUWASEUN ADEBAYO-FITZGERALD EMMANUEL JOHN"),
    ],
)
def test_each_kind_of_card_is_read(driver: Driver, reader: SimulatorProcess, person: str, kind: str, name: str) -> None:
    driver.open()
    assert driver.poll() is None
    reader.do("place", card=person)
    card = driver.poll()
    assert card is not None
    assert (card.kind, card.name) == (kind, name)


def test_a_number_with_a_wrong_check_digit_is_an_unreadable_card(driver: Driver, reader: SimulatorProcess) -> None:
    driver.open()
    reader.do("place", card="bad_digit")
    for _ in range(2):  # for as long as it lies there
        with pytest.raises(DeviceError) as caught:
            driver.poll()
        assert caught.value.fault is Fault.CARD_UNREADABLE
    reader.do("lift")
    assert driver.poll() is None


def test_a_name_that_is_no_text_is_an_unreadable_card(driver: Driver, reader: SimulatorProcess) -> None:
    driver.open()
    reader.do("place", fields={"name": "张\ufffd", "number": "11010519491231002X"})
    with pytest.raises(DeviceError, match="card_unreadable"):
        driver.poll()


@pytest.mark.parametrize("select_again", [True, False])
@pytest.mark.parametrize("address", ["unknown", "not_permitted", "error", "silent"])
def test_a_module_that_tells_no_newest_address_is_not_asked_for_it_again(
    driver: Driver, reader: SimulatorProcess, address: str, select_again: bool
) -> None:
    """And whether a card still lies there is asked in another way."""
    reader.do("set", address=address, select_again=select_again)
    before = reader.do("state")["addresses"]
    driver.open()
    reader.do("place", card="li")
    card = driver.poll()
    assert card is not None
    assert (card.name, card.address) == ("李秀英", "某某市某某区幸福路1号")
    asked = reader.do("state")["addresses"] - before
    assert asked == (2 if address == "silent" else 1)
    assert [driver.poll() for _ in range(3)] == [card] * 3
    reader.do("lift")
    assert driver.poll() is None
    reader.do("place", card="zhang")
    assert driver.poll() is not None
    assert reader.do("state")["addresses"] == before + asked
    reader.do("lift")
    assert driver.poll() is None


def test_one_silence_about_the_newest_address_is_no_proof_that_there_is_none(
    driver: Driver, reader: SimulatorProcess
) -> None:
    """The address that is printed on the card may be an old one."""
    driver.open()
    reader.do("place", card="zhang")
    driver.poll()
    reader.do("lift")
    driver.poll()
    reader.do("set", address_missed=1)
    reader.do("place", card="li")
    card = driver.poll()
    assert card is not None
    assert card.address == "某某市某某区和平里新村12号楼3单元402室"


@pytest.mark.parametrize("fingers", [0, 512, 1024])
def test_fingerprints_that_come_unasked_shift_nothing(driver: Driver, reader: SimulatorProcess, fingers: int) -> None:
    reader.do("set", fingers=fingers)
    driver.open()
    reader.do("place", card="zhang")
    card = driver.poll()
    assert card is not None
    assert (card.name, card.number, card.address) == ("张伟明", "11010519491231002X", "某某市某某区幸福路1号")


@pytest.mark.parametrize("fingers", [None, 512])
def test_lengths_that_do_not_add_up_are_an_unreadable_card(
    driver: Driver, reader: SimulatorProcess, fingers: int | None
) -> None:
    reader.do("set", fingers=fingers, spare=1)
    driver.open()
    reader.do("place", card="zhang")
    with pytest.raises(DeviceError, match="card_unreadable"):
        driver.poll()


def test_a_card_that_still_moves_is_selected_again_within_the_read(driver: Driver, reader: SimulatorProcess) -> None:
    reader.do("fault", name="select_failed", times=2)
    driver.open()
    reader.do("place", card="zhang")
    card = driver.poll()
    assert card is not None
    assert card.name == "张伟明"


def test_a_module_that_thinks_longer_than_most_has_a_setting(reader: SimulatorProcess) -> None:
    reader.do("set", think_seconds=0.45)
    driver = Driver(reader.port, Settings(answer_seconds=1.5, read_seconds=6))
    driver.open()
    assert driver.poll() is None
    reader.do("place", card="li")
    card = driver.poll()
    assert card is not None
    assert card.address == "某某市某某区和平里新村12号楼3单元402室"
    assert driver.poll() == card
    reader.do("lift")
    assert driver.poll() is None
    driver.close()


def test_a_module_that_starts_again_whenever_its_port_is_opened_comes_up() -> None:
    with SimulatorProcess("sam_v", tcp=True) as reader:
        reader.do("set", restarts=True)
        driver = Driver(reader.port, Settings(start_seconds=4))  # as on any serial line
        for _ in range(2):
            driver.open()
            assert driver.status().condition is Condition.OK
            driver.close()


def test_the_newest_address_stands_in_place_of_the_printed_one(driver: Driver, reader: SimulatorProcess) -> None:
    driver.open()
    reader.do("place", card="li")
    card = driver.poll()
    assert card is not None
    assert card.address == "某某市某某区和平里新村12号楼3单元402室"


def test_a_made_up_card_is_read(driver: Driver, reader: SimulatorProcess) -> None:
    driver.open()
    reader.do("place", fields={"name": "周小满", "number": "110101199001011237", "nation": "55"})
    card = driver.poll()
    assert card is not None
    assert (card.name, card.nation) == ("周小满", "珞巴")


def test_a_card_is_read_once_and_stays_until_it_is_lifted(driver: Driver, reader: SimulatorProcess) -> None:
    driver.open()
    reader.do("place", card="zhang")
    first = driver.poll()
    reads = reader.do("state")["reads"]
    assert [driver.poll() for _ in range(3)] == [first] * 3
    assert reader.do("state")["reads"] == reads
    reader.do("lift")
    assert driver.poll() is None


def test_a_card_stays_where_the_module_is_slow_with_its_answers(driver: Driver, reader: SimulatorProcess) -> None:
    driver.open()
    reader.do("place", card="zhang")
    first = driver.poll()
    reader.do("fault", name="late")
    assert [driver.poll(), driver.poll()] == [first, first]
    reader.do("lift")
    assert driver.poll() is None


def test_a_card_stays_where_the_reader_stands_still_for_a_while(driver: Driver, reader: SimulatorProcess) -> None:
    driver.open()
    reader.do("place", card="zhang")
    first = driver.poll()
    with reader.standing_still(), pytest.raises(DeviceError) as caught:
        driver.poll()
    assert caught.value.fault is Fault.NOT_RESPONDING
    assert [driver.poll() for _ in range(5)] == [first] * 5  # the late answers come now, before others


def test_a_card_is_lifted_where_the_module_only_falls_silent_about_it(driver: Driver, reader: SimulatorProcess) -> None:
    driver.open()
    reader.do("fault", name="silent_once_lifted")
    reader.do("place", card="zhang")
    assert driver.poll() is not None
    reader.do("lift")
    assert driver.poll() is None


def test_a_card_put_in_place_of_another_between_two_looks_is_not_taken_for_it(
    driver: Driver, reader: SimulatorProcess
) -> None:
    driver.open()
    reader.do("place", card="zhang")
    driver.poll()
    reader.do("place", card="li")
    card = driver.poll()
    assert card is not None
    assert card.name == "李秀英"


def test_a_card_that_lay_there_before_the_port_was_opened_is_read(driver: Driver, reader: SimulatorProcess) -> None:
    driver.open()
    reader.do("place", card="zhang")
    first = driver.poll()
    driver.close()
    driver.open()
    assert driver.poll() == first
    reader.do("lift")
    assert driver.poll() is None


def test_a_reader_says_who_it_is(driver: Driver) -> None:
    driver.open()
    assert driver.module == "05.01-20101129-0001228293-0296863149"
    assert driver.status().condition is Condition.OK


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("wrong_device", Fault.WRONG_DEVICE),
        ("silence", Fault.NOT_RESPONDING),
        ("not_authorised", Fault.NOT_AUTHORISED),
        ("self_test_failed", Fault.SELF_TEST_FAILED),
    ],
)
def test_a_reader_that_is_not_in_order_is_found_out_on_opening(
    driver: Driver, reader: SimulatorProcess, fault: str, expected: Fault
) -> None:
    reader.do("fault", name=fault)
    with pytest.raises(DeviceError) as caught:
        driver.open()
    assert caught.value.fault is expected


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("unknown_error", Fault.BROKEN),
        ("bad_checksum", Fault.NOT_RESPONDING),
        ("not_authorised", Fault.NOT_AUTHORISED),
        ("self_test_failed", Fault.SELF_TEST_FAILED),
    ],
)
def test_a_module_that_is_ill_is_not_taken_for_a_reader_without_a_card(
    kiosk: Kiosk, reader: SimulatorProcess, eventually: Eventually, fault: str, expected: Fault
) -> None:
    reader.do("fault", name=fault)
    eventually(lambda: kiosk.devices.statuses()["reader"].fault is expected)
    kiosk.is_out_of_use()
    reader.do("clear")
    kiosk.is_in_use()


@pytest.mark.parametrize("fault", IN_THE_READ)
def test_a_read_that_fails_asks_for_the_card_again_and_the_next_card_reads(
    kiosk: Kiosk, reader: SimulatorProcess, fault: str
) -> None:
    reader.do("fault", name=fault)
    reader.do("place", card="zhang")
    error = kiosk.sees()
    assert isinstance(error, DeviceError)
    assert error.fault is Fault.CARD_UNREADABLE
    reader.do("clear")
    reader.do("lift")
    kiosk.sees_nothing()
    reader.do("place", card="li")
    assert kiosk.sees().name == "李秀英"
    assert kiosk.devices.statuses()["reader"].condition is Condition.OK


@pytest.mark.parametrize("fault", ["wrong_checksum", "garbage", "half_frame"])
def test_one_answer_spoilt_on_the_line_is_asked_for_again(kiosk: Kiosk, reader: SimulatorProcess, fault: str) -> None:
    reader.do("fault", name=fault, times=1)
    reader.do("place", card="zhang")
    assert kiosk.sees().name == "张伟明"


def test_a_noisy_line_is_read_through(kiosk: Kiosk, reader: SimulatorProcess) -> None:
    reader.do("fault", name="noise")
    reader.do("place", card="zhang")
    assert kiosk.sees().name == "张伟明"


def test_a_card_that_the_module_does_not_know_is_not_supported(kiosk: Kiosk, reader: SimulatorProcess) -> None:
    reader.do("fault", name="unknown_card")
    reader.do("place", card="zhang")
    assert kiosk.sees().fault is Fault.CARD_NOT_SUPPORTED


def test_a_failed_card_is_told_once_until_it_is_lifted(
    kiosk: Kiosk, reader: SimulatorProcess, eventually: Eventually
) -> None:
    reader.do("fault", name="read_failed")
    reader.do("place", card="zhang")
    assert isinstance(kiosk.sees(), DeviceError)
    reads = reader.do("state")["reads"]
    assert kiosk.devices.card() is None
    reader.do("lift")
    kiosk.sees_nothing()
    reader.do("place", card="zhang")
    assert isinstance(kiosk.sees(), DeviceError)
    assert reader.do("state")["reads"] > reads


def test_a_select_that_fails_again_and_again_is_told_once(
    kiosk: Kiosk, reader: SimulatorProcess, eventually: Eventually
) -> None:
    reader.do("fault", name="select_failed", times=3)
    reader.do("place", card="zhang")
    assert isinstance(kiosk.sees(), DeviceError)
    assert kiosk.sees().name == "张伟明"  # nothing more is told before the fourth attempt reads


def test_a_card_is_forgotten_when_it_is_lifted(kiosk: Kiosk, reader: SimulatorProcess) -> None:
    reader.do("place", card="zhang")
    assert isinstance(kiosk.sees(), Card)
    assert kiosk.devices.card_present()
    reader.do("lift")
    kiosk.sees_nothing()
    assert kiosk.devices.card() is None


def test_a_card_left_behind_does_not_begin_the_next_visit(kiosk: Kiosk, reader: SimulatorProcess) -> None:
    reader.do("place", card="zhang")
    kiosk.sees()
    kiosk.devices.forget_card()
    assert kiosk.devices.card() is None
    assert kiosk.devices.card_present()
    reader.do("lift")
    kiosk.sees_nothing()
    reader.do("place", card="zhang")
    assert kiosk.sees().name == "张伟明"


def test_a_card_laid_on_in_place_of_one_left_behind_counts(kiosk: Kiosk, reader: SimulatorProcess) -> None:
    reader.do("place", card="zhang")
    kiosk.sees()
    kiosk.devices.forget_card()
    reader.do("place", card="li")
    assert kiosk.sees().name == "李秀英"


def test_an_unplugged_reader_is_out_of_use_and_back_by_itself(kiosk: Kiosk, reader: SimulatorProcess) -> None:
    reader.do("place", card="zhang")
    kiosk.sees()
    reader.do("unplug")
    kiosk.is_out_of_use()
    assert kiosk.devices.statuses()["reader"].fault is Fault.DISCONNECTED
    assert kiosk.devices.card() is None
    reader.do("plug")
    kiosk.is_in_use()
    assert kiosk.sees().name == "张伟明"


def test_a_silent_reader_is_out_of_use_and_back_by_itself(kiosk: Kiosk, reader: SimulatorProcess) -> None:
    reader.do("fault", name="silence")
    kiosk.is_out_of_use()
    assert kiosk.devices.statuses()["reader"].fault is Fault.NOT_RESPONDING
    reader.do("clear")
    kiosk.is_in_use()


def test_one_missed_answer_is_no_fault(kiosk: Kiosk, reader: SimulatorProcess, eventually: Eventually) -> None:
    reader.do("fault", name="silence", times=1)
    eventually(lambda: not reader.do("state")["faults"])
    reader.do("place", card="zhang")
    assert kiosk.sees().name == "张伟明"
    assert kiosk.devices.can("card_reader")


@pytest.mark.parametrize("settings", [Settings(read_seconds=3), Settings()])
def test_a_reader_may_speak_at_9600_baud(eventually: Eventually, settings: Settings) -> None:
    with SimulatorProcess("sam_v", baudrate=9600) as slow:
        driver = Driver(slow.port, settings)
        driver.open()
        slow.do("place", card="li")
        card = driver.poll()
        driver.close()
    assert card is not None
    assert (card.name, card.address) == ("李秀英", "某某市某某区和平里新村12号楼3单元402室")
