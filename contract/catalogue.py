"""The catalogue: what residents can apply for and queue for. Field names follow GB/T 39554 where it has one."""

import re
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import Field as Bound
from pydantic import SerializerFunctionWrapHandler, model_serializer, model_validator

from contract.forms import Form, Key
from contract.text import Message, Text, text

_BETWEEN_WORDS = re.compile(r"[、，,；;\n]+")


def split_words(wording: str) -> tuple[str, ...]:
    """Returns the words of a list in one wording: `低保、吃低保`, `welfare, benefits`."""
    return tuple(word for part in _BETWEEN_WORDS.split(wording) if (word := part.strip()))


class Department(Message):
    code: Key
    name: Text


class Level(StrEnum):
    CITY = "city"
    STREET = "street"
    COMMUNITY = "community"


class Area(Message):
    """The city, a street or a community; `parent` is the code of the area around it."""

    code: str
    name: Text
    level: Level
    parent: str | None = None


class Theme(Message):
    code: Key
    name: Text


class Need(Message):
    """What somebody comes for, in their own word (老人, 看病): it leads to the items of its themes, and to others."""

    code: Key
    name: Text
    themes: tuple[Key, ...] = ()
    items: tuple[str, ...] = ()  # the codes of others


class LifeEvent(Message):
    """一件事: an event of life, whose items are applied for together, with one form."""

    code: Key
    name: Text
    also_called: Text = Text()  # as an item's
    items: tuple[str, ...]  # their codes


class LimitUnit(StrEnum):
    WORKING_DAYS = "working_days"
    DAYS = "days"
    SAME_DAY = "same_day"


class DayOffRule(StrEnum):
    """The rule of law for a limit in calendar days whose last day is a day off."""

    STAYS = "stays"  # it ends on that day
    NEXT_WORKING_DAY = "next_working_day"  # it ends on the first working day after it (民法典 203)


class Limit(Message):
    """A time limit (ANTICIPATE_DAY/TYPE, PROMISE_DAY/TYPE). `illustrative`: a sample that a city must replace.

    `day_off` is for calendar days. "On the same day" counts from the moment an office is open.
    """

    unit: LimitUnit
    days: int = 0
    day_off: DayOffRule = DayOffRule.STAYS
    note: Text | None = None
    illustrative: bool = False


class RequiredPaper(Message):
    """`source`: the office that issues it."""

    name: Text
    note: Text | None = None
    on_card: bool = False  # the identity card itself serves
    source: Text | None = None

    @model_serializer(mode="wrap")
    def _without_no_source(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leaves out an empty `source`: a kiosk of an earlier release does not know it."""
        values: dict[str, Any] = dump(self)
        return {name: value for name, value in values.items() if value is not None or name != "source"}


class Step(Message):
    """One step of the work (LINK_NAME, HANDLE_DAY, ORDER_NUM by position).

    `department` is the item's own where none is named. `together`: at the same time as the step before it.
    `public_notice`: a notice of that many days, during which the limits stand still.
    """

    name: Text
    days: int = 0
    department: Key | None = None
    together: bool = False
    public_notice: bool = False


class FinderRule(Message):
    """A condition on an answer to `contract.finder`: with one of these `values` the item may be for the person, `why`
    says so in their words. With one of those in `nearly` it may come to be, and `missing` says what that takes."""

    question: Key
    values: tuple[str, ...]
    why: Text
    nearly: tuple[str, ...] = ()
    missing: Text | None = None


class Grant(Message):
    """What a granted decision of an item entitles to, under this name: for `months`, or until further notice where
    there are none. It is to be renewed from `renew_days` before its last day on."""

    name: Text
    months: int | None = Bound(default=None, ge=1, le=600)
    renew_days: int = Bound(default=30, ge=0, le=366)


class CardRule(StrEnum):
    """An item's demand on the card."""

    NONE = "none"  # anyone, no card
    ANY = "any"  # a card, even an expired one
    VALID = "valid"  # a card within its dates


class Privacy(StrEnum):
    """Where an item or a queue's service is called by its name, and who opens its submissions."""

    PUBLIC = "public"  # by its name everywhere; open to all who work on its cases
    NEUTRAL = "neutral"  # where others can read it (paper, boards, lists, reviews, figures) it goes by NEUTRAL_NAME
    CONFIDENTIAL = "confidential"  # as neutral, in worklists too; few readers, no public notice


NEUTRAL_NAME = text("A service of this centre")


class Named(Message):
    """Something with a name that is not for everybody's eyes."""

    name: Text
    privacy: Privacy = Privacy.PUBLIC

    @property
    def shown_name(self) -> Text:
        """Returns the name where others read it too."""
        return self.name if self.privacy is Privacy.PUBLIC else NEUTRAL_NAME


class Item(Named):
    """A government service item (政务服务事项)."""

    code: str  # CATALOG_CODE, 12 digits
    version: int  # TASK_VERSION
    pinyin: str  # by syllable, no tones: "zui di sheng huo bao zhang", then that of another name: " di bao"
    also_called: Text = Text()  # the words that residents use for it, as `split_words` parts them
    department: Key  # DEPT_CODE
    themes: tuple[Key, ...]  # USER_TOPIC_TYPE
    audience: Text  # SERVER_TYPE, in words
    basis: Text  # BY_LAW
    conditions: tuple[Text, ...]  # ACCEPT_CONDITION
    papers: tuple[RequiredPaper, ...]
    statutory: Limit  # ANTICIPATE_DAY/TYPE
    promised: Limit  # PROMISE_DAY/TYPE
    fee: Text  # IS_FEE, in words
    result: Text  # RESULT_TYPE/NAME
    place_and_time: Text  # TRANSACT_ADDR/TIME
    ask: Text  # LINK_WAY
    complain: Text  # SUPERVISE_WAY
    task_type: Text | None = None  # TASK_TYPE, in words
    special_procedure: Text | None = None  # SPECIAL_PROCEDURE: public notice, assessment, …
    visits: int | None = None  # LIMIT_SCENE_NUM, times one has to come
    task_code: str | None = None  # TASK_CODE 实施编码
    handle_item: str | None = None  # TASK_HANDLE_ITEM 业务办理项编码
    use_level: Text | None = None  # USE_LEVEL 行使层级, in words
    entrusted: Text | None = None  # ENTRUST_NAME 委托部门
    project_type: Text | None = None  # PROJECT_TYPE 办件类型, in words: 即办件, 承诺件
    handle_type: Text | None = None  # HANDLE_TYPE 办理形式, in words: 窗口办理, 网上办理
    handle_area: Text | None = None  # HANDLE_AREA 通办范围, in words
    result_type: Text | None = None  # RESULT_TYPE 结果类型, in words: 证照, 批文
    paid: bool | None = None  # IS_FEE 是否收费; what it costs stands in `fee`
    by_appointment: bool | None = None  # IS_SCHEDULE 是否支持预约办理
    at_terminals: bool | None = None  # IS_SERVICE_TERMINALS 是否支持自助终端办理
    town_code: str | None = None  # TOWN_CODE 乡镇街道代码
    village_code: str | None = None  # VILLAGE_CODE 村(社区)代码
    steps: tuple[Step, ...] = ()
    elsewhere: bool = False  # IS_HANDLE (通办): other areas may take it in and hand it to its own
    card: CardRule = CardRule.VALID
    min_age: int | None = None
    max_age: int | None = None
    agent_under: int | None = None  # below that age an agent applies for the person
    form: Form = Form()
    in_short: Text | None = None  # in one plain line what the official name means
    service: Key | None = None  # the queue's service at whose windows it is dealt with
    common: bool = False  # one of those that most people come for
    entitled: tuple[FinderRule, ...] = ()  # all have to hold; none: the finder leaves it out
    grants: Grant | None = None
    illustrative: tuple[str, ...] = ()  # names of fields above that are samples

    @model_validator(mode="before")
    @classmethod
    def _once_a_flag(cls, data: object) -> object:
        """Takes the older `confidential`, which items published before there were tiers have instead of a tier."""
        if not isinstance(data, dict) or "confidential" not in data:
            return data
        flagged = Privacy.CONFIDENTIAL if data["confidential"] is True else Privacy.PUBLIC
        return {"privacy": flagged, **{name: value for name, value in data.items() if name != "confidential"}}


class Service(Named):
    """A service that queue numbers are for."""

    code: Key
    prefix: str  # one capital letter before the number
    zone: Text


class Notice(Message):
    title: Text
    body: Text
    since: date
    until: date | None = None


class Catalogue(Message):
    version: str
    themes: tuple[Theme, ...]
    departments: tuple[Department, ...]
    items: tuple[Item, ...]
    services: tuple[Service, ...]
    notices: tuple[Notice, ...] = ()
    areas: tuple[Area, ...] = ()
    provisional_from: date | None = None  # from then on days off are not announced yet, and dates may still move
    pages: str = ""  # the residents' own pages as phones reach them: `https://hub.example.org/web/`; "" without any
    needs: tuple[Need, ...] = ()
    life_events: tuple[LifeEvent, ...] = ()
    messages: tuple[Key, ...] = ()  # channels by which residents who agree are told how their matters go on: `sms`

    def needs_of(self, item: Item) -> tuple[Need, ...]:
        """Returns the needs that lead to the item."""
        return tuple(need for need in self.needs if item.code in need.items or set(need.themes) & set(item.themes))

    def items_of(self, event: LifeEvent) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.code in event.items)

    def item(self, code: str) -> Item:
        """Returns the item of that code. Raises KeyError."""
        for item in self.items:
            if item.code == code:
                return item
        raise KeyError(code)
