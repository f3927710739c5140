"""The catalogue: what residents can apply for and queue for. Field names follow GB/T 39554 where it has one."""

from datetime import date
from enum import StrEnum

from contract.forms import Form, Key
from contract.text import Message, Text


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


class LimitUnit(StrEnum):
    WORKING_DAYS = "working_days"
    DAYS = "days"
    SAME_DAY = "same_day"


class Limit(Message):
    """A time limit (ANTICIPATE_DAY/TYPE, PROMISE_DAY/TYPE). `illustrative`: a sample that a city must replace."""

    unit: LimitUnit
    days: int = 0
    note: Text | None = None
    illustrative: bool = False


class Paper(Message):
    name: Text
    note: Text | None = None
    on_card: bool = False  # the identity card itself serves


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


class CardRule(StrEnum):
    """What an item demands of the card."""

    NONE = "none"  # anyone, no card
    ANY = "any"  # a card, even an expired one
    VALID = "valid"  # a card within its dates


class Item(Message):
    """A government service item (政务服务事项)."""

    code: str  # CATALOG_CODE, 12 digits
    version: int  # TASK_VERSION
    name: Text  # TASK_NAME
    pinyin: str  # by syllable, no tones: "zui di sheng huo bao zhang", then that of another name: " di bao"
    department: Key  # DEPT_CODE
    themes: tuple[Key, ...]  # USER_TOPIC_TYPE
    audience: Text  # SERVER_TYPE, in words
    basis: Text  # BY_LAW
    conditions: tuple[Text, ...]  # ACCEPT_CONDITION
    papers: tuple[Paper, ...]
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
    steps: tuple[Step, ...] = ()
    confidential: bool = False
    elsewhere: bool = False  # IS_HANDLE (通办): other areas may take it in and hand it to its own
    card: CardRule = CardRule.VALID
    min_age: int | None = None
    max_age: int | None = None
    agent_under: int | None = None  # whoever is younger does not apply alone: an agent does it for them
    form: Form = Form()
    illustrative: tuple[str, ...] = ()  # names of fields above that are samples


class Service(Message):
    """What one can take a queue number for."""

    code: Key
    name: Text
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

    def item(self, code: str) -> Item:
        """The item of that code. Raises KeyError."""
        for item in self.items:
            if item.code == code:
                return item
        raise KeyError(code)
