"""What was kept by First light's hub is there after the upgrade."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from hub.cases.models import Case
from hub.cases.selectors import detail
from hub.catalogue.models import Item
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk
from hub.kiosks.series import letters, letters_for

BEFORE = [("cases", "0001_initial")]


@pytest.fixture
def earlier(database_url: str) -> Iterator[Any]:
    """The models as they were; the tables are brought up to date again after the test."""
    MigrationExecutor(connection).migrate(BEFORE)
    loader = MigrationExecutor(connection).loader
    yield loader.project_state(list(loader.applied_migrations)).apps
    upgrade()


def upgrade() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def keep_case(apps: Any, state: str, notes: dict[str, str]) -> Any:
    now = timezone.now()
    version = apps.get_model("catalogue", "ItemVersion").objects.order_by("pk").first()
    kiosks.add(name := str(uuid4()))
    kiosk = apps.get_model("kiosks", "Kiosk").objects.get(name=name)
    times = dict.fromkeys(("stated_at", "submitted_at", "accepted_at"), now)
    case = apps.get_model("cases", "Case").objects.create(
        id=uuid4(), code=str(uuid4())[:14], fingerprint="", item_version=version, kiosk=kiosk, applicant=None,
        answers={}, state=state, promised_by=date(2026, 3, 9), **times,
    )  # fmt: skip
    for entry, note in notes.items():
        case.timeline.create(at=now, state=entry, note_zh=note)
    return case.pk


def test_old_cases_have_what_the_new_rules_ask_for(earlier: Any) -> None:
    running = keep_case(earlier, "accepted", {"submitted": "已提交", "accepted": ""})
    ended = keep_case(earlier, "decided", {"submitted": "已提交", "decided": "同意发放"})
    silent = keep_case(earlier, "withdrawn", {"submitted": "已提交", "withdrawn": ""})
    upgrade()
    case = Case.objects.get(pk=running)
    assert case.department is not None
    assert (case.due_by, case.promised_first, case.answer) == (date(2026, 3, 9), date(2026, 3, 9), None)
    by = [(entry.kiosk is not None, entry.department == case.department) for entry in case.timeline.all()]
    assert by == [(True, False), (False, True)]
    assert Case.objects.get(pk=ended).answer == {"zh": "同意发放", "en": ""}
    assert Case.objects.get(pk=silent).answer is not None
    assert detail(Case.objects.get(pk=ended)).timeline[-1].state == "decided"
    for pk in (running, ended, silent):
        Case.objects.get(pk=pk).timeline.all().delete()
        Case.objects.filter(pk=pk).delete()


def test_what_was_confidential_is_so_by_its_tier(database_url: str) -> None:
    MigrationExecutor(connection).migrate(
        [("catalogue", "0007_privacy_of_services"), ("cases", "0008_sent_up_and_moved")]
    )
    loader = MigrationExecutor(connection).loader
    apps = loader.project_state(list(loader.applied_migrations)).apps
    open_one, secret = apps.get_model("catalogue", "Item").objects.order_by("pk")[:2]
    apps.get_model("catalogue", "Item").objects.filter(pk=secret.pk).update(confidential=True)
    case = keep_case(apps, "submitted", {})
    apps.get_model("cases", "Case").objects.filter(pk=case).update(confidential=True)
    upgrade()
    assert Item.objects.get(pk=secret.pk).privacy == "confidential"
    assert Item.objects.get(pk=open_one.pk).privacy == "public"
    assert Case.objects.get(pk=case).confidential
    Item.objects.update(privacy="public")
    Case.objects.filter(pk=case).delete()


def test_kiosks_keep_the_letters_of_their_own_numbers(database_url: str) -> None:
    MigrationExecutor(connection).migrate([("kiosks", "0004_tries")])
    loader = MigrationExecutor(connection).loader
    apps = loader.project_state(list(loader.applied_migrations)).apps
    earlier = apps.get_model("kiosks", "Kiosk").objects.create(
        name=str(uuid4()), site_id=1, token_hash=uuid4().hex, created_at=timezone.now()
    )
    upgrade()
    kiosk = Kiosk.objects.get(pk=earlier.pk)
    assert letters_for(kiosk, letters(earlier.pk)) == letters(earlier.pk)
    kiosk.delete()
