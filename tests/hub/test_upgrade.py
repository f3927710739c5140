"""The data of First light's hub is there after the upgrade."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from contract.text import Text
from hub.cases.models import Case
from hub.cases.selectors import detail
from hub.catalogue.models import Department, Item
from hub.channels.models import AreaNotice
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk, Site
from hub.kiosks.series import letters, letters_for
from hub.queues.models import Window
from hub.residents.models import Purpose

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


BEFORE_LOCALES = [
    ("catalogue", "0008_privacy_of_items"),
    ("channels", "0005_counted_from_an_index"),
    ("kiosks", "0008_outbox_not_known"),
    ("queues", "0009_standard_names"),
    ("residents", "0006_imported_facts"),
    ("cases", "0011_calendar_moves_out"),
]


def test_a_column_for_each_language_becomes_one_column_of_wordings(database_url: str) -> None:
    MigrationExecutor(connection).migrate(BEFORE_LOCALES)
    loader = MigrationExecutor(connection).loader
    apps = loader.project_state(list(loader.applied_migrations)).apps
    old_item = apps.get_model("catalogue", "Item").objects.order_by("pk").first()
    assert (old_item.name_zh, old_item.name_en) == ("临时补助", "Grant")  # as they were, on the way back
    apps.get_model("catalogue", "Department").objects.create(code="odd", name_zh='"引号"\'%s{}', name_en="")
    site = apps.get_model("kiosks", "Site").objects.create(code="odd", name_zh="东中心", name_en="East", area_id=1)
    window = apps.get_model("queues", "Window").objects.create(site_id=site.pk, name_zh="一号", name_en="One")
    notice = {
        "area_id": 1,
        "title_zh": "停水",
        "title_en": "No water",
        "body_zh": "明天\n停水",
        "since": date(2026, 1, 1),
    }
    told = apps.get_model("channels", "Notice").objects.create(**notice)
    upgrade()
    assert Item.objects.get(pk=old_item.pk).name == Text({"zh-Hans": "临时补助", "en": "Grant"})
    assert Department.objects.get(code="odd").name == Text({"zh-Hans": '"引号"\'%s{}'})
    assert Site.objects.get(pk=site.pk).name == Text({"zh-Hans": "东中心", "en": "East"})
    assert Window.objects.get(pk=window.pk).name == Text({"zh-Hans": "一号", "en": "One"})
    with pytest.raises(IntegrityError), transaction.atomic():
        Window.objects.create(site_id=site.pk, name=Text({"zh-Hans": "一号", "en": "Another"}))
    row = AreaNotice.objects.get(pk=told.pk)
    assert (row.title, row.body) == (Text({"zh-Hans": "停水", "en": "No water"}), Text({"zh-Hans": "明天\n停水"}))
    assert all(purpose.wording.in_locale("en") for purpose in Purpose.objects.all())
    for kept in (row, Window.objects.get(pk=window.pk), Site.objects.get(pk=site.pk)):
        kept.delete()
    Department.objects.get(code="odd").delete()
