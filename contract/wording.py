"""What a resident is told about an answer that cannot be taken, in both languages: what to do, not whose fault."""

from datetime import date
from decimal import Decimal

from contract.characters import CharacterProblem
from contract.forms import Field, FieldKind
from contract.numbers import NumberProblem
from contract.text import Text

UNKNOWN_FIELD = Text(
    zh="这一项不在本表中，请重新打开本表再填。",
    en="This question is not part of the form. Please open the form again.",
)

_TO_CHOOSE = {FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.YES_NO, FieldKind.DATE}

_CHARACTERS = {
    CharacterProblem.CONTROL: (
        "含有看不见的字符，请删去后重新填写",
        "contains characters that cannot be seen; type it again",
    ),
    CharacterProblem.EMOJI: ("不能使用表情或图形符号，请用文字填写", "cannot contain emoji or pictures; use words"),
    CharacterProblem.UNKNOWN: (
        "含有无法识别的字，请换一种写法，或到窗口办理",
        "contains a character that is not known; write it another way, or ask at the counter",
    ),
}

_NUMBERS = {
    NumberProblem.LENGTH: (
        "应为18位，2017版外国人永久居留身份证为15位，请核对位数",
        "has 18 characters, or 15 on a foreigner's card of 2017; check that none is missing",
    ),
    NumberProblem.CHARACTERS: (
        "只能有数字，末位可以是X;2017版外国人永久居留身份证以三个字母开头",
        "has digits only, and perhaps an X at the end; a foreigner's card of 2017 begins with three letters",
    ),
    NumberProblem.CHECK_DIGIT: ("有一位或几位不对，请对照证件核对", "has a wrong digit; compare it with the card"),
    NumberProblem.REGION: (
        "开头的地区代码不存在，请对照证件核对",
        "begins with an unknown region; compare it with the card",
    ),
    NumberProblem.BIRTH_DATE: (
        "中的出生日期不存在，请对照证件核对",
        "holds a date of birth that does not exist; compare it with the card",
    ),
    NumberProblem.FUTURE_BIRTH: (
        "中的出生日期晚于今天，请对照证件核对",
        "holds a date of birth in the future; compare it with the card",
    ),
}


def _text(label: Text, zh: str, en: str) -> Text:
    return Text(zh=f"“{label.zh}”{zh}。", en=f'"{label.en or label.zh}" {en}.')


def required(field: Field) -> Text:
    if field.kind in _TO_CHOOSE:
        return Text(zh=f"请选择“{field.label.zh}”。", en=f'Please choose "{field.label.en or field.label.zh}".')
    return Text(zh=f"请填写“{field.label.zh}”。", en=f'Please fill in "{field.label.en or field.label.zh}".')


def too_long(label: Text, limit: int, length: int) -> Text:
    return _text(
        label,
        f"最多{limit}个字，现在有{length}个字，请缩短",
        f"takes at most {limit} characters and has {length}; make it shorter",
    )


def character(label: Text, problem: CharacterProblem) -> Text:
    return _text(label, *_CHARACTERS[problem])


def wrong_type(label: Text) -> Text:
    return _text(label, "的填写方式不对，请重新填写", "was not filled in as expected; fill it in again")


def pattern(field: Field) -> Text:
    help_ = field.help or Text(zh="", en="")
    zh, en = help_.zh.rstrip("。"), (help_.en or help_.zh).rstrip(".")
    return _text(
        field.label,
        "的格式不对，请核对" + (f"：{zh}" if zh else ""),
        "is not in the form expected; please check it" + (f": {en}" if en else ""),
    )


def integer(label: Text) -> Text:
    return _text(label, "请填整数，例如 3", "must be a whole number, such as 3")


def money(label: Text) -> Text:
    return _text(label, "请填金额(元),最多两位小数，例如 1200.50", "must be an amount in yuan, such as 1200.50")


def too_small(label: Text, minimum: Decimal) -> Text:
    return _text(label, f"不能小于{minimum}", f"cannot be less than {minimum}")


def too_large(label: Text, maximum: Decimal) -> Text:
    return _text(label, f"不能大于{maximum}", f"cannot be more than {maximum}")


def no_such_date(label: Text) -> Text:
    return _text(label, "不是有效的日期，请重新选择", "is not a date that exists; choose it again")


def too_early(label: Text, first: date) -> Text:
    return _text(label, f"不能早于{_chinese(first)}", f"cannot be before {first.isoformat()}")


def too_late(label: Text, last: date) -> Text:
    return _text(label, f"不能晚于{_chinese(last)}", f"cannot be after {last.isoformat()}")


def choice(label: Text) -> Text:
    return _text(label, "请从所列选项中选择", "must be one of the options shown")


def duplicate(label: Text) -> Text:
    return _text(label, "同一选项选了两次，请重新选择", "has the same option twice; choose again")


def phone(label: Text) -> Text:
    return _text(
        label,
        "请填11位手机号，或带区号的固定电话，例如 010-62345678",
        "must be a mobile number of 11 digits, or a fixed line with its area code, such as 010-62345678",
    )


def identity_number(label: Text, problem: NumberProblem) -> Text:
    return _text(label, *_NUMBERS[problem])


def too_young(label: Text, years: Decimal) -> Text:
    return _text(label, f"所属的人须年满{years}周岁", f"must belong to someone aged {years} or over")


def too_old(label: Text, years: Decimal) -> Text:
    return _text(label, f"所属的人须为{years}周岁及以下", f"must belong to someone aged {years} or under")


def bank_card(label: Text) -> Text:
    return _text(
        label,
        "请填12至19位银行卡号，并与卡面逐位核对",
        "must be 12 to 19 digits; compare them one by one with the card",
    )


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
