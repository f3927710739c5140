"""Staff read the audit log's events in their own language, whichever of the registry's it is."""

import json

import pytest
from django.utils import translation

from hub.audit.models import AuditEntry
from hub.audit.wording import EVENTS, GROUNDS, list_events, render_event, render_ground
from languages.registry import LOCALES, SOURCE

TRANSLATED = sorted(tag for tag in LOCALES if tag != SOURCE)


@pytest.mark.parametrize("tag", TRANSLATED)
def test_every_event_and_ground_has_a_wording_in_every_language(tag: str) -> None:
    with translation.override(SOURCE.lower()):
        source = {str(words) for words in (*EVENTS.values(), *GROUNDS.values())}
    with translation.override(tag.lower()):
        assert {str(words) for words in (*EVENTS.values(), *GROUNDS.values())} & source == set()
        assert {action for action, name in list_events() if name} == EVENTS.keys()


@pytest.mark.parametrize(
    ("tag", "event", "ground", "added"),
    [
        ("zh-Hans", "查询居民", "办件 7K4M-Q9XT-2VBC", "新增审计记录"),
        ("zh-Hant", "查詢居民", "辦件 7K4M-Q9XT-2VBC", "新增審計記錄"),
        ("en", "Look up resident", "Case 7K4M-Q9XT-2VBC", "Added: audit entry"),
    ],
)
def test_an_entry_reads_in_the_readers_language(tag: str, event: str, ground: str, added: str) -> None:
    entry = AuditEntry(action="look up resident", detail=json.dumps({"ground": "case 7K4M-Q9XT-2VBC"}))
    with translation.override(tag.lower()):
        assert render_event(entry.action) == event
        assert render_ground(entry) == ground
        assert render_event("add auditentry") == added


@pytest.mark.parametrize("action", ["no such thing", "add nothing", "", "delete"])
def test_an_action_without_a_wording_stays_as_it_is(action: str) -> None:
    assert render_event(action) == action


@pytest.mark.parametrize("detail", ["", "{}", '{"ground": "the words of a caller"}'])
def test_a_ground_of_other_words_stays_as_it_is(detail: str) -> None:
    assert render_ground(AuditEntry(detail=detail)) == json.loads(detail or "{}").get("ground", "")
