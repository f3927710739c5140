"""Provides what residents do again and again, and what they leave behind."""

import re
from dataclasses import dataclass
from pathlib import Path

from demo.robot import ScreenContent
from kiosk.pages.language import _, in_language
from tests.e2e.centre import Centre, Kiosk, wait_until

UNEMPLOYED = ("sydj", "992200500000")  # 失业登记: a card and a short form
REPORT = ("wgsj", "992900100000")  # 网格事件、诉求: no card is needed
NAME, NUMBER, PHONE = "王䶮㐂", "110101198808081215", "13912345678"
MASKED_NAME, MASKED_NUMBER, MASKED_PHONE = "王**", "110***********1215", "139****5678"  # as pages show them


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The pages that the kiosk showed to someone who walked away."""

    warned: list[str]
    countdown: list[int]
    went_on: list[str]
    at_the_end: list[str]
    left_behind: list[str]
    faults: list[str]  # as the hub was told


def zh(sentence: str) -> str:
    """Returns a sentence of the catalogues as the kiosk says it in Chinese."""
    return in_language("zh-Hans", lambda: _(sentence))


def shows_card(kiosk: Kiosk, item: tuple[str, str] = UNEMPLOYED, card: str = "rare") -> ScreenContent:
    """From the attract page to the form of an item that wants a card."""
    asks_for_card(kiosk, item)
    kiosk.centre.reader.do("place", card=card)
    return kiosk.wait_for("FormPage")


def asks_for_card(kiosk: Kiosk, item: tuple[str, str] = UNEMPLOYED) -> ScreenContent:
    kiosk.finds(*item)
    return kiosk.go("action", "CardPage")


def fills_in(kiosk: Kiosk) -> None:
    """The form of 失业登记, from its first empty field to the review. A number that is whole leads on, and so does a
    choice."""
    if any(target.key == "key_1" for target in kiosk.look().targets):  # not where it was given before
        kiosk.type(PHONE)
    kiosk.tap("no")
    kiosk.tap("bachelor")
    goes_on_to_review(kiosk)


def erase(kiosk: Kiosk) -> None:
    """Returns what a field holds already."""
    for _nth in range(13):
        kiosk.tap("key_backspace")


def hands_in(kiosk: Kiosk, remember: str = "no") -> str:
    """From the review to the case number."""
    reads_through(kiosk, remember)
    kiosk.wait_for("OutcomePage", within=20)
    return case_number(kiosk)


def reads_through(kiosk: Kiosk, remember: str = "no") -> None:
    """Hands in from the review, past the questions whether the details may be kept, where they are put."""
    kiosk.wait_past(kiosk.tap("action"), within=20)
    while (seen := kiosk.look()).page in ("BusyPage", "MessagePage"):
        if seen.page == "MessagePage":
            kiosk.tap(remember)
            kiosk.wait_past(seen)


def case_number(kiosk: Kiosk) -> str:
    return next(text for text in kiosk.texts() if len(text) == 14 and text.count("-") == 2)


def reports(kiosk: Kiosk) -> ScreenContent:
    """From the attract page to the review of a report for which nobody need say who they are."""
    kiosk.finds(*REPORT)
    kiosk.go("action", "FormPage")
    kiosk.tap("facility")
    writes(kiosk, "xingfulu")
    next_field(kiosk)
    next_field(kiosk)  # the day, which may stay empty
    writes(kiosk, "ludengbuliang")
    next_field(kiosk)
    next_field(kiosk)
    kiosk.type(PHONE)
    return kiosk.wait_for("ReviewPage")


def goes_on_to_review(kiosk: Kiosk) -> ScreenContent:
    """Past what need not be filled."""
    while kiosk.look().page == "FormPage":
        next_field(kiosk)
    return kiosk.wait_for("ReviewPage")


def next_field(kiosk: Kiosk) -> None:
    before = _texts_but_the_clock(kiosk)
    kiosk.tap("action")
    wait_until(lambda: _texts_but_the_clock(kiosk) != before)


def _texts_but_the_clock(kiosk: Kiosk) -> list[str]:
    return [text for text in kiosk.texts() if not re.fullmatch(r"\d\d:\d\d", text)]


def writes(kiosk: Kiosk, pinyin: str) -> None:
    kiosk.type(pinyin)
    kiosk.tap("key_candidate_0")


def writes_plainly(kiosk: Kiosk, text: str) -> None:
    """Letters and digits as they are, on a keyboard that may write pinyin at first."""
    if any(target.key == "key_chinese" and target.text == "中" for target in kiosk.look().targets):
        kiosk.tap("key_chinese")
    for sign in text.lower():
        if not any(target.key == f"key_{sign}" for target in kiosk.look().targets):
            kiosk.tap("key_symbols")
        kiosk.tap(f"key_{sign}")


def walk_away(kiosk: Kiosk) -> Forgotten:
    """In the middle of a form: stays after the first warning, is gone at the second."""
    kiosk.opens("apply")
    shows_card(kiosk)
    kiosk.type(PHONE[:-1])
    kiosk.wait_for_warning(within=30)
    warned = kiosk.texts()
    kiosk.tap("continue")
    wait_until(lambda: not kiosk.look().warning)
    went_on = kiosk.texts()
    kiosk.wait_for_warning(within=30)
    countdown = [seconds_left(kiosk)]
    wait_until(lambda: seconds_left(kiosk) < countdown[0])
    countdown.append(seconds_left(kiosk))
    kiosk.wait_for("TakePage", within=40)
    kiosk.centre.reader.do("lift")
    kiosk.wait_for("AttractPage")
    faults = [line for line in kiosk.centre.log.read_text("utf-8").splitlines() if ": fault " in line]
    remains = left_behind(kiosk.centre, NAME, NUMBER, PHONE[:-1])
    return Forgotten(warned, countdown, went_on, kiosk.texts(), remains, faults)


def seconds_left(kiosk: Kiosk) -> int:
    texts = kiosk.texts()
    said = texts.index(zh("Are you still there?"))
    return int(texts[said + 1])


def left_behind(centre: Centre, *personal: str) -> list[str]:
    """Returns where in the kiosk's files and in its log any of this stands in clear: the file, and which of it."""
    files = [centre.log, *(file for file in centre.data_dir.rglob("*") if file.is_file())]
    return [f"{file.name}: {word}" for file in files for word in personal if holds(file, word)]


def holds(file: Path, word: str) -> bool:
    content = file.read_bytes()
    escaped = word.encode("unicode_escape")
    return any(form in content for form in (word.encode(), word.encode("utf-16-le"), word.encode("gb18030"), escaped))
