"""Search in everyday words, by the starter catalogue and by queries written before its words."""

import random
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.search.entries import get_index
from contract.search.index import Searchable, SearchIndex
from hub.catalogue.starter import starter_catalogue

CATALOGUE = starter_catalogue()
LOW_INCOME, LOST_CARD, BABY, COMPLAINT = "991100100000", "992200400000", "992400100000", "992900100000"


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    return get_index(CATALOGUE)


def list_queries() -> Iterator[tuple[str, str]]:
    """Yields what is asked, and the code of the item that is meant."""
    for code, by_language in tomllib.loads(Path(__file__).with_name("queries.toml").read_text("utf-8")).items():
        yield from ((query, code) for queries in by_language.values() for query in queries)


def shares(index: SearchIndex) -> tuple[float, float]:
    """Returns the part of the queries whose item comes first, and among the first three."""
    results = [(code, index.search(query)) for query, code in list_queries()]
    first = sum(keys[:1] == [code] for code, keys in results)
    three = sum(code in keys[:3] for code, keys in results)
    return first / len(results), three / len(results)


def test_every_item_of_the_starter_catalogue_is_asked_for() -> None:
    queries = list(list_queries())
    assert len(queries) >= 70
    assert {code for _, code in queries} == {item.code for item in CATALOGUE.items}


def test_what_people_say_leads_to_the_item(index: SearchIndex) -> None:
    first, three = shares(index)
    assert first >= 0.85
    assert three >= 0.95


@pytest.mark.parametrize("seed", range(3))
def test_it_still_leads_there_with_half_of_the_words(index: SearchIndex, seed: int) -> None:
    """Other people's words are not those of the author."""
    chance = random.Random(seed)
    halved = [
        Searchable(e.key, e.names, tuple(word for word in e.words if chance.random() < 0.5), e.spellings, e.rank)
        for e in index.entries
    ]
    first, three = shares(SearchIndex(halved))
    assert first >= 0.8
    assert three >= 0.85


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("低保怎么申请", LOW_INCOME),  # stop words
        ("我要办低保", LOW_INCOME),
        ("dbsq", LOW_INCOME),
        ("ｄｉｂａｏ", LOW_INCOME),  # full width
        ("DiBao", LOW_INCOME),
        ("she bao ka", LOST_CARD),
        ("shebaoak", LOST_CARD),  # two letters changed places
        ("sebaoka", LOST_CARD),  # as it is spoken in the south
        ("社宝卡", LOST_CARD),  # another character of the same sound
        ("社保ka", LOST_CARD),  # as one types
        ("babies", BABY),
        ("pregnent", BABY),
        ("pregn", BABY),
        ("懷孕", BABY),
        ("隔壁装修", COMPLAINT),  # a kind of trouble, whatever it is
        ("厕所堵了", COMPLAINT),
        ("楼下烧烤油烟", COMPLAINT),
        ("小区电梯老坏", COMPLAINT),
        ("too loud at night", COMPLAINT),
    ],
)
def test_it_forgives(index: SearchIndex, typed: str, code: str) -> None:
    assert index.search(typed)[0] == code


@pytest.mark.parametrize(
    "typed", ["", " ", "？", "飞机票", "zxcvbn", "qqqq", "𠀀", "\x00", "'\"%_", "的", "a" * 500, "龘" * 500]
)
def test_what_is_not_there_is_not_found(index: SearchIndex, typed: str) -> None:
    assert index.search(typed) == []


def test_what_may_be_english_is_that_for_who_types_english(index: SearchIndex) -> None:
    for typed in ("hous", "house"):
        assert index.search(typed, in_letters=True)[:2] == ["992500100000", "992600100000"]
    assert index.search("hous")[0] == "992100300000"  # 后事


def test_services_and_notices_are_found_too(index: SearchIndex) -> None:
    assert index.search("综合受理")[0] == "service:general"
    assert "notice:0" in index.search("收费吗")


def test_each_key_typed_narrows_the_results(index: SearchIndex) -> None:
    for letters in ("l", "ls", "lsj", "lsjz"):
        assert "991100300000" in index.search(letters)
    assert index.search("lsjz") == ["991100300000"]


def test_an_empty_catalogue_finds_nothing() -> None:
    assert SearchIndex(()).search("低保") == []
