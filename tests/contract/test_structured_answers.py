"""Answers with parts: codes with a check character, members of a household, strokes, and the ids of files."""

import pytest

from contract.answers import check_answer, clean_answer
from contract.field_kinds import get_kind, signature
from contract.field_kinds.household import HouseholdMember, build_answer, parse_members
from contract.field_kinds.signature import parse_strokes
from contract.forms import FieldKind
from tests.contract.fields import FILE, OTHER_FILE, TODAY, field


@pytest.mark.parametrize(
    ("typed", "mistake"),
    [
        ("91350100M000100Y43", None),
        (" 91350100m000100y43 ", None),
        ("91350100M000100Y44", "check_digit"),
        ("91350100M000100Y4", "length"),
        ("91350100I000100Y43", "characters"),
        ("９１３５０１００Ｍ０００１００Ｙ４３", None),
    ],
)
def test_an_organisations_code_is_verified_by_its_check_character(typed: str, mistake: str | None) -> None:
    problem = check_answer(field(FieldKind.ORGANISATION_CODE), typed, TODAY)
    assert (problem.code if problem else None) == mistake


@pytest.mark.parametrize(
    ("typed", "mistake"),
    [
        ("王芳 配偶 11010519491231002x", None),
        ("王芳，配偶\r\n\r\n  ANNA LI 女儿  ", None),
        ("王芳", "member"),
        ("王芳 配偶\n王小明", "member"),
        ("王芳 配偶 110105194912310021", "check_digit"),
        ("王芳 配偶 123", "length"),
        ("\n".join(["王芳 配偶"] * 21), "too_many"),
        ("王芳 配偶 11010519491231002X\n王方 女儿 11010519491231002x", "duplicate"),
    ],
)
def test_of_each_member_of_a_household_name_and_relation_are_needed(typed: str, mistake: str | None) -> None:
    problem = check_answer(field(FieldKind.HOUSEHOLD), typed, TODAY)
    assert (problem.code if problem else None) == mistake


def test_a_household_is_kept_tidy_a_member_a_line() -> None:
    typed = " 王芳，配偶　１１０１０５１９４９１２３１００２ｘ\r\n\r\nANNA  LI 女儿 "
    assert clean_answer(field(FieldKind.HOUSEHOLD), typed) == "王芳 配偶 11010519491231002X\nANNA LI 女儿"


def test_a_usual_relation_is_kept_in_one_word_whatever_language_it_was_chosen_in() -> None:
    assert (
        clean_answer(field(FieldKind.HOUSEHOLD), "ANNA LI Daughter\n王芳 Spouse 123") == "ANNA LI 女儿\n王芳 配偶 123"
    )


@pytest.mark.parametrize(
    "member",
    [
        HouseholdMember(name="ANNA LI"),
        HouseholdMember(relation="foster child"),
        HouseholdMember(number="11010519491231002X"),
        HouseholdMember(name="ANNA LI", number="11010519491231002X"),
    ],
)
def test_a_member_who_is_not_whole_is_never_taken_for_one_who_is(member: HouseholdMember) -> None:
    """The parts of a name are not read as a name and a relation."""
    problem = check_answer(field(FieldKind.HOUSEHOLD), build_answer([member]), TODAY)
    assert problem is not None
    assert problem.code == "member"


def test_a_relation_of_two_words_stays_one() -> None:
    member = HouseholdMember("ANNA LI", "foster child", "110105 19491231 002x")
    assert parse_members(build_answer([member])) == [HouseholdMember("ANNA LI", "foster-child", "11010519491231002X")]


@pytest.mark.parametrize(
    ("answer", "mistake"),
    [
        ("10,20 400,30;500,0 510,399", None),
        ("confirmed", None),
        ("", "required"),
        ("10,20", "too_short"),  # a dot
        ("10,20 12,22", "too_short"),
        ("10,20 400,401", "signature"),  # outside the pad
        ("10,20 1001,30", "signature"),
        ("10,20;;400,30", "signature"),
        ("10,20 400,30<svg onload=x>", "signature"),
        ("١,٢ ٣٠٠,٤", "signature"),
        (" ".join(["10,20", "400,30"] * 601), "signature"),  # more points than a finger makes
        ("1,1 " * 100_000, "too_long"),
        (["10,20"], "type"),
    ],
)
def test_a_signature_is_strokes_on_the_pad_and_nothing_else(answer: object, mistake: str | None) -> None:
    asked = field(FieldKind.SIGNATURE)
    problem = get_kind(FieldKind.SIGNATURE).check(asked, answer, TODAY, required=True)
    assert (problem[0] if problem else None) == mistake


@pytest.mark.parametrize(
    ("answer", "mistake"),
    [
        (FILE, None),
        (f" {FILE.upper()}  {OTHER_FILE} ", None),
        ("later", None),
        ("", "required"),
        ("/etc/passwd", "files"),
        (f"{FILE} later", "files"),
        (f"{FILE}<script>", "files"),
        (" ".join(FILE[:-3] + f"{at:03x}" for at in range(101)), "too_many"),
        (" ".join(FILE[:-3] + f"{at:03x}" for at in range(200)), "too_long"),
        ([FILE], "type"),
    ],
)
def test_files_are_named_by_their_ids_and_by_nothing_else(answer: object, mistake: str | None) -> None:
    problem = get_kind(FieldKind.FILES).check(field(FieldKind.FILES), answer, TODAY, required=True)
    assert (problem[0] if problem else None) == mistake


def test_a_file_that_is_named_twice_counts_once() -> None:
    assert clean_answer(field(FieldKind.FILES), f"{FILE} {FILE.upper()}") == FILE


def test_strokes_come_back_as_they_were_drawn() -> None:
    strokes = [[(10, 20), (400, 30)], [(500, 0)]]
    assert parse_strokes(signature.build_answer([*strokes, []])) == strokes
