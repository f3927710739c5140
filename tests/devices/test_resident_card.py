"""The text on identity cards: four layouts, and whatever else a chip may hold."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.base import Card, CardKind
from devices.card_reader.nations import NATIONS
from devices.card_reader.resident_card import parse_address, parse_card
from devices.simulators.people import PEOPLE, card_text, encoded
from tests.examples import examples

FUZZ = settings(max_examples=examples(200), deadline=None)


def read(**fields: str) -> Card:
    card = parse_card(card_text(fields))
    assert card is not None
    return card


def test_a_citizens_card() -> None:
    assert parse_card(card_text(PEOPLE["zhang"])) == Card(
        CardKind.CITIZEN,
        name="张伟明",
        number="11010519491231002X",
        sex="女",
        nation="汉",
        birth=date(1949, 12, 31),
        address="某某市某某区幸福路1号",
        authority="某某市公安局某某分局",
        valid_from=date(2020, 1, 1),
        valid_to=None,
    )


def test_a_card_of_a_hong_kong_macao_or_taiwan_resident() -> None:
    card = parse_card(card_text(PEOPLE["hk"]))
    assert card is not None
    assert (card.kind, card.name, card.number) == (CardKind.HK_MO_TW_RESIDENT, "陈嘉欣", "810000199408210020")
    assert (card.nation, card.birth, card.address) == (None, date(1994, 8, 21), "某某市某某区海棠路8号")


def test_a_foreigners_card_of_2017() -> None:
    assert parse_card(card_text(PEOPLE["foreigner"])) == Card(
        CardKind.FOREIGNER_2017,
        name="MUSTERMANN, ERIKA MARIA",
        number="DEU310082063001",
        sex="女",
        nation="DEU",
        birth=date(1982, 6, 30),
        authority="1500",
        valid_from=date(2020, 1, 1),
        valid_to=date(2040, 1, 1),
    )


def test_a_foreigners_card_of_2023_joins_both_parts_of_the_name() -> None:
    card = parse_card(card_text(PEOPLE["foreigner_2023"]))
    assert card is not None
    assert card.kind is CardKind.FOREIGNER_2023
    assert card.name == "OLUWASEUN ADEBAYO-FITZGERALD EMMANUEL JOHN"
    assert (card.number, card.nation, card.sex) == ("911566198503150013", "NGA", "男")


def test_a_space_at_the_seam_of_the_name_is_kept() -> None:
    card = read(type="foreigner_2023", name="A" * 34 + " ", name_2="BEE", number="911566198503150013")
    assert card.name == "A" * 34 + " BEE"


def test_an_unknown_type_gives_name_and_number_where_they_stand_as_on_a_citizens_card() -> None:
    card = read(type="Q", name="孙未知", number="110101199303033554")
    assert card == Card(CardKind.UNKNOWN, name="孙未知", number="110101199303033554")


def test_an_unknown_type_laid_out_otherwise_is_no_card() -> None:
    assert parse_card(card_text({"type": "Q", "name": "X", "number": "ABC"})) is None


def test_rare_characters_are_kept() -> None:
    assert read(name="王䶮㐂", number="110101198808081215").name == "王䶮㐂"
    assert read(name="李𫖯", number="110101198808081215").name == "李𫖯"


@pytest.mark.parametrize(("code", "sex"), [("0", "未知"), ("1", "男"), ("2", "女"), ("9", "未说明"), ("7", None)])
def test_sexes(code: str, sex: str | None) -> None:
    assert read(name="某", number="1", sex=code).sex == sex


@pytest.mark.parametrize(
    ("code", "nation"),
    [("01", "汉"), ("11", "满"), ("23", "高山"), ("37", "仡佬"), ("56", "基诺"), ("97", "其他"), ("98", "外国血统")],
)
def test_nations(code: str, nation: str) -> None:
    assert read(name="某", number="1", nation=code).nation == nation


def test_there_are_56_nations_and_two_codes_besides() -> None:
    assert len(NATIONS) == len(set(NATIONS.values())) == 58
    assert read(name="某", number="1", nation="60").nation is None


@pytest.mark.parametrize("text", ["19900230", "00000000", "1990", "ABCDEFGH", "１９９００１０１", ""])
def test_a_date_that_is_none_is_left_out(text: str) -> None:
    assert read(name="某", number="1", birth=text).birth is None


def test_an_end_that_cannot_be_read_is_never_taken_for_without_end() -> None:
    card = read(name="某", number="1", valid_from="20200101", valid_to="2040????")
    assert (card.valid_from, card.valid_to) == (None, None)


def test_control_characters_do_not_come_in() -> None:
    assert read(name="张\x1b\x00三", number="1").name == "张三"


def test_a_card_does_not_show_what_it_holds() -> None:
    assert repr(read(name="张三", number="11010519491231002X")) == "<Card citizen>"


def test_the_newest_address() -> None:
    assert parse_address(encoded("某某市和平里12号", 70)) == "某某市和平里12号"
    assert parse_address(b" \0" * 35) is None


def test_a_text_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="256 bytes"):
        parse_card(b"")


@FUZZ
@given(st.binary(min_size=256, max_size=256), st.sampled_from(" IJYQ\0"))
def test_any_bytes_at_all_give_a_card_or_none(text: bytes, kind: str) -> None:
    card = parse_card(text[:248] + kind.encode("utf-16-le") + text[250:])
    if card is not None:
        texts = (card.name, card.number, card.nation or "", card.address or "", card.authority or "")
        assert not [c for c in "".join(texts) if unicodedata.category(c) == "Cc"]


@FUZZ
@given(st.text(st.characters(codec="utf-16", exclude_categories=("Cc", "Cs", "Zs")), min_size=1, max_size=7))
def test_any_name_comes_out_as_it_went_in(name: str) -> None:
    assert read(name=name, number="1").name == name
