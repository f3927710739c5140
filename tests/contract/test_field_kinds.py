"""A field kind is one file that has every part: none can be forgotten, and each says the same everywhere."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from contract import field_kinds
from contract.answers import check_answer, clean_answer, mask_answer, render_answer
from contract.field_kinds import get_kind
from contract.field_kinds.base import FieldKindSpec, ValueKind
from contract.field_kinds.household import build_answer, parse_members
from contract.field_kinds.inputs import (
    Control,
    HtmlInput,
    KeyboardEditor,
    MemberTable,
    NumberPad,
    OptionButtons,
    SignaturePad,
)
from contract.forms import Answer, FieldKind
from languages.registry import LOCALES
from tests.contract.fields import FILE, OTHER_FILE, TODAY, field

FACETS = ("name", "editor", "html", "check", "tidy", "render", "mask", "sample")
OF_ONE_VALUE = ("name", "editor", "html", "check_value", "tidy_value", "render", "mask", "sample")
NO_KINDS = {"__init__", "base", "inputs", "numeric"}


def said(kind: FieldKind, answer: object) -> tuple[str, str]:
    rendered = render_answer(field(kind), answer)
    return rendered.in_locale("zh-Hans"), rendered.in_locale("en")


def masked(kind: FieldKind, answer: object, **more: Any) -> str:
    return mask_answer(field(kind, **more), answer).in_locale("zh-Hans")


def test_each_kind_is_a_file_and_each_file_is_a_kind() -> None:
    files = {file.stem for file in Path(field_kinds.__file__).parent.glob("*.py")} - NO_KINDS
    assert files == {kind.value for kind in FieldKind}


@pytest.mark.parametrize("kind", FieldKind)
@pytest.mark.parametrize("facet", FACETS)
def test_every_kind_has_every_part(kind: FieldKind, facet: str) -> None:
    assert not getattr(getattr(type(get_kind(kind)), facet), "__isabstractmethod__", False)


@pytest.mark.parametrize(("base", "facets"), [(FieldKindSpec, FACETS), (ValueKind, OF_ONE_VALUE)])
def test_a_kind_that_lacks_a_part_cannot_be_made(base: type[FieldKindSpec], facets: tuple[str, ...]) -> None:
    for lacking in facets:
        parts = {facet: object() for facet in facets if facet != lacking}
        with pytest.raises(TypeError, match=lacking):
            type("Lacking", (base,), parts)()


@pytest.mark.parametrize("kind", FieldKind)
def test_administrators_find_each_kind_under_a_name_of_its_own(kind: FieldKind) -> None:
    for tag in LOCALES:
        name = get_kind(kind).name.in_locale(tag)
        assert [each for each in FieldKind if get_kind(each).name.in_locale(tag) == name] == [kind]


@pytest.mark.parametrize("kind", FieldKind)
def test_its_own_sample_is_taken_and_already_tidy(kind: FieldKind) -> None:
    asked = field(kind)
    sample = get_kind(kind).sample(asked, TODAY)
    assert check_answer(asked, sample, TODAY) is None
    assert clean_answer(asked, sample) == sample


@pytest.mark.parametrize(
    ("kind", "bounds"),
    [
        (FieldKind.INTEGER, {"minimum": Decimal(5)}),
        (FieldKind.INTEGER, {"maximum": Decimal(0)}),
        (FieldKind.MONEY, {"maximum": Decimal(20)}),
        (FieldKind.MONEY, {"minimum": Decimal(5000)}),
        (FieldKind.DATE, {"latest_days": -10}),
        (FieldKind.DATE, {"earliest_days": 3, "latest_days": 3}),
        (FieldKind.IDENTITY_NUMBER, {"maximum": Decimal(17)}),
        (FieldKind.IDENTITY_NUMBER, {"minimum": Decimal(80)}),
        (FieldKind.TEXT, {"pattern": "[0-9]{6}"}),
        (FieldKind.TEXT, {"max_length": 1}),
        (FieldKind.LONG_TEXT, {"max_length": 6}),
    ],
)
def test_a_sample_keeps_the_bounds_of_its_field(kind: FieldKind, bounds: dict[str, Any]) -> None:
    asked = field(kind, **bounds)
    assert check_answer(asked, get_kind(kind).sample(asked, TODAY), TODAY) is None


@pytest.mark.parametrize(
    ("kind", "answer", "chinese", "english"),
    [
        (FieldKind.TEXT, "张㐂䶮", "张㐂䶮", "张㐂䶮"),
        (FieldKind.LONG_TEXT, "第一行\n第二行", "第一行\n第二行", "第一行\n第二行"),
        (FieldKind.INTEGER, "3", "3", "3"),
        (FieldKind.MONEY, "1200.50", "1200.50元", "1200.50 yuan"),
        (FieldKind.DATE, "2026-11-02", "2026年11月2日", "2 November 2026"),
        (FieldKind.CHOICE, "fire", "火灾", "Fire"),
        (FieldKind.CHOICES, ("fire", "illness"), "火灾、疾病", "Fire, Illness"),
        (FieldKind.CHOICES, ["fire"], "火灾", "Fire"),
        (FieldKind.YES_NO, "yes", "是", "Yes"),
        (FieldKind.YES_NO, "no", "否", "No"),
        (FieldKind.PHONE, "13800138000", "13800138000", "13800138000"),
        (FieldKind.IDENTITY_NUMBER, "11010519491231002X", "11010519491231002X", "11010519491231002X"),
        (FieldKind.BANK_CARD, "4111111111111111", "4111111111111111", "4111111111111111"),
        (FieldKind.ORGANISATION_CODE, "91350100M000100Y43", "91350100M000100Y43", "91350100M000100Y43"),
        (FieldKind.SIGNATURE, "10,20 400,30", "已手写签名", "Signed by finger"),
        (FieldKind.SIGNATURE, "confirmed", "已阅读并确认（未签名）", "Read and confirmed without a signature"),
        (FieldKind.FILES, f"{FILE} {OTHER_FILE}", "2个文件", "2 files"),
        (FieldKind.FILES, "later", "稍后交到窗口", "Brought to the counter later"),
        (FieldKind.RATING, "very_good", "★★★★★ 很好", "★★★★★ Very good"),
        (FieldKind.HOUSEHOLD, "王芳 配偶\n王小明 义子", "王芳 配偶\n王小明 义子", "王芳 Spouse\n王小明 义子"),
    ],
)
def test_an_answer_reads_as_its_language_does(kind: FieldKind, answer: Answer, chinese: str, english: str) -> None:
    assert said(kind, answer) == (chinese, english)


@pytest.mark.parametrize("kind", FieldKind)
@pytest.mark.parametrize("strange", ["maybe", "1.2.3", "2026-13-01", "2026-11", "-", "{amount}", "%s", "<b>"])
def test_what_a_field_cannot_hold_is_shown_as_it_stands(kind: FieldKind, strange: str) -> None:
    assert said(kind, strange) == (strange, strange)


@pytest.mark.parametrize("kind", FieldKind)
@pytest.mark.parametrize("nothing", ["", (), [], None])
def test_no_answer_is_no_words(kind: FieldKind, nothing: object) -> None:
    assert said(kind, nothing) == ("", "")
    assert masked(kind, nothing) == ""


@pytest.mark.parametrize("kind", FieldKind)
def test_several_values_where_one_was_asked_are_still_shown(kind: FieldKind) -> None:
    assert said(kind, ["甲", "乙"]) == ("甲、乙", "甲, 乙")


@pytest.mark.parametrize(
    ("kind", "answer", "shown"),
    [
        (FieldKind.TEXT, "幸福路8号", "幸****"),
        (FieldKind.LONG_TEXT, "家里失火了，什么都没有了", "家********"),
        (FieldKind.MONEY, "1200.50", "1******"),
        (FieldKind.DATE, "1949-12-31", "1949-**-**"),
        (FieldKind.CHOICE, "fire", "火灾"),
        (FieldKind.CHOICES, ("fire", "illness"), "火灾、疾病"),
        (FieldKind.YES_NO, "yes", "是"),
        (FieldKind.PHONE, "13800138000", "138****8000"),
        (FieldKind.IDENTITY_NUMBER, "11010519491231002X", "110***********002X"),
        (FieldKind.BANK_CARD, "6222020200112230004", "***************0004"),
        (FieldKind.RATING, "bad", "★★ 差"),
        (FieldKind.FILES, FILE, "1个文件"),
        (FieldKind.SIGNATURE, "10,20 400,30", "已手写签名"),
        (FieldKind.HOUSEHOLD, "王芳 配偶 11010519491231002X\n王小明 儿子", "王* 配偶 110***********002X\n王** 儿子"),
    ],
)
def test_a_masked_answer_tells_two_apart_and_no_more(kind: FieldKind, answer: Answer, shown: str) -> None:
    assert masked(kind, answer) == shown


def test_of_a_name_the_first_character_is_shown() -> None:
    assert masked(FieldKind.TEXT, "张三丰", fact="name") == "张**"
    assert masked(FieldKind.TEXT, "ANNA LI", fact="name") == "A*** L*"


@pytest.mark.parametrize("kind", [FieldKind.PHONE, FieldKind.IDENTITY_NUMBER, FieldKind.BANK_CARD])
def test_a_number_too_short_to_be_one_is_hidden_whole(kind: FieldKind) -> None:
    assert masked(kind, "123") == "***"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("2", "2___-__-__"), ("2026", "2026-__-__"), ("2026-1", "2026-1_-__"), ("2026-11", "2026-11-__")],
)
def test_a_date_being_typed_shows_what_is_missing(typed: str, shown: str) -> None:
    kind = get_kind(FieldKind.DATE)
    assert kind.render_typed(field(FieldKind.DATE), typed).in_locale("en") == shown


def test_a_date_typed_whole_is_read_and_one_that_does_not_exist_is_not() -> None:
    kind, asked = get_kind(FieldKind.DATE), field(FieldKind.DATE)
    assert kind.render_typed(asked, "2026-11-02").in_locale("en") == "2 November 2026"
    assert kind.render_typed(asked, "2026-02-30").in_locale("en") == "2026-02-30"


def test_an_amount_being_typed_has_the_caret_after_its_digits() -> None:
    assert get_kind(FieldKind.MONEY).render_typed(field(FieldKind.MONEY), "12.").in_locale("zh-Hans") == "12."


def test_a_pad_makes_the_answer_of_the_digits_and_back() -> None:
    pad = get_kind(FieldKind.DATE).editor
    assert isinstance(pad, NumberPad)
    assert [pad.build_answer(digits) for digits in ("", "20", "20261", "20261102")] == [
        "",
        "20",
        "2026-1",
        "2026-11-02",
    ]
    assert pad.parse_answer("2026-11-02") == "20261102"
    phone = get_kind(FieldKind.PHONE).editor
    assert isinstance(phone, NumberPad)
    assert phone.build_answer(phone.parse_answer("010-62345678")) == "010-62345678"


@pytest.mark.parametrize("kind", FieldKind)
def test_an_answer_that_a_resident_can_type_fits_the_editor(kind: FieldKind) -> None:
    asked = field(kind)
    sample, editor = get_kind(kind).sample(asked, TODAY), get_kind(kind).editor
    match editor:
        case NumberPad():
            typed = editor.parse_answer(str(sample))
            assert len(typed) <= editor.longest
            assert typed.strip("0123456789" + editor.sign) == ""
        case OptionButtons():
            values = {option.value for option in get_kind(kind).options(asked)}
            assert values >= ({sample} if isinstance(sample, str) else set(sample))
            assert editor.several == (not isinstance(sample, str))
        case KeyboardEditor():
            assert ("\n" in str(sample)) <= editor.several_lines
        case SignaturePad():
            assert sample in {option.value for option in get_kind(kind).options(asked)}
        case MemberTable():
            assert build_answer(parse_members(str(sample))) == sample


@pytest.mark.parametrize("kind", FieldKind)
def test_a_browsers_input_holds_what_the_kind_holds(kind: FieldKind) -> None:
    html: HtmlInput = get_kind(kind).html
    sample = get_kind(kind).sample(field(kind), TODAY)
    assert (html.control is Control.CHECKBOXES) == (not isinstance(sample, str))
    assert (html.control in (Control.SELECT, Control.CHECKBOXES)) == bool(get_kind(kind).options(field(kind)))
    assert (html.control in (Control.TEXTAREA, Control.TABLE)) == ("\n" in sample)
    assert html.autocomplete == "off"  # staff fill in what belongs to others


def test_a_known_fact_is_the_option_of_that_value_or_label() -> None:
    choice, asked = get_kind(FieldKind.CHOICE), field(FieldKind.CHOICE)
    assert [choice.parse_fact(asked, fact) for fact in ("fire", "疾病", "Fire", "洪水", "")] == [
        "fire", "illness", "fire", "", "",
    ]  # fmt: skip
    assert get_kind(FieldKind.TEXT).parse_fact(field(FieldKind.TEXT), "幸福路8号") == "幸福路8号"
