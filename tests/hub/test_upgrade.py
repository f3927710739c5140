"""The data of First light's hub is there after the upgrade."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
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
from hub.core.quick_states import quick_states
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk, Site
from hub.kiosks.series import letters, letters_for
from hub.queues.models import Window
from hub.residents.models import Purpose
from languages.registry import DEFAULT
from tests.hub import postgres
from tests.hub.conftest import a_filled
from tests.hub.filled import django_on
from tests.hub.sample import CATALOGUE

pytestmark = pytest.mark.timeout(600)  # tables are brought back and forth, which takes a busy machine minutes
TEXTS = ("audience", "basis", "fee", "result", "place_and_time", "ask", "complain")
FIRST_LIGHT = [("cases", "0001_initial")]
BEFORE_TIERS = [
    ("catalogue", "0007_privacy_of_services"),
    ("cases", "0008_sent_up_and_moved"),
    ("kiosks", "0004_tries"),
    ("channels", "0005_counted_from_an_index"),
    ("queues", "0009_standard_names"),
    ("residents", "0006_imported_facts"),
]


def migrate(targets: list[tuple[str, str]]) -> Any:
    """Back to those that are applied, then forward to the others; returns the models as they were then."""
    executor = MigrationExecutor(connection)
    executor.migrate([target for target in targets if target in executor.loader.applied_migrations])
    MigrationExecutor(connection).migrate(targets)
    loader = MigrationExecutor(connection).loader
    return loader.project_state(list(loader.applied_migrations)).apps


def upgrade() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def old_kiosk(apps: Any, **site: int) -> Any:
    return apps.get_model("kiosks", "Kiosk").objects.create(
        name=str(uuid4()), token_hash=uuid4().hex, created_at=timezone.now(), **site
    )


def new_kiosk(apps: Any) -> Any:
    """Returns where the table of kiosks is as it is now."""
    kiosks.add(name := str(uuid4()))
    return apps.get_model("kiosks", "Kiosk").objects.get(name=name)


def write_catalogue(apps: Any) -> None:
    """Writes the sample catalogue as First light kept it."""
    department = apps.get_model("catalogue", "Department").objects.create(code="civil", name_zh="民政")
    for item in CATALOGUE.items:
        content = item.model_dump(mode="json")
        texts = {f"{name}_zh": getattr(item, name).in_locale(DEFAULT) for name in ("name", *TEXTS)}
        limits = {name: content[name] for name in ("statutory", "promised")}
        row = apps.get_model("catalogue", "Item").objects.create(
            code=item.code, department=department, pinyin=item.pinyin, name_en="Grant", **texts, **limits
        )
        row.versions.create(version=1, content=content, published_at=timezone.now())


def keep_case(apps: Any, kiosk: Any, state: str, notes: dict[str, str]) -> Any:
    now = timezone.now()
    version = apps.get_model("catalogue", "ItemVersion").objects.order_by("pk").first()
    times = dict.fromkeys(("stated_at", "submitted_at", "accepted_at"), now)
    case = apps.get_model("cases", "Case").objects.create(
        id=uuid4(), code=str(uuid4())[:14], fingerprint="", item_version=version, kiosk=kiosk, applicant=None,
        answers={}, state=state, promised_by=date(2026, 3, 9), **times,
    )  # fmt: skip
    for entry, note in notes.items():
        case.timeline.create(at=now, state=entry, note_zh=note)
    return case.pk


@dataclass(frozen=True)
class Old:
    """Keys of rows that were there before the upgrade."""

    running: Any
    ended: Any
    silent: Any
    open_item: int
    secret_item: int
    secret_case: Any
    kiosk: int
    site: int
    window: int
    notice: int


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", params=[True, pytest.param(False, marks=pytest.mark.soak)], ids=["forward", "back"])
def old(request: pytest.FixtureRequest, database_kind: str, keys_path: Path) -> Iterator[Old]:
    """Rows of First light and of a later release, after the upgrade: of an empty database that is migrated forward to
    each, or of today's that is migrated back, which takes twice as long."""
    is_forward = request.param
    database = an_empty if is_forward else a_filled
    with database(request, database_kind) as url, django_on(url), quick_states():
        apps = migrate(FIRST_LIGHT)
        if is_forward:
            write_catalogue(apps)
        first = write_first_rows(apps, old_kiosk(apps) if is_forward else new_kiosk(apps))
        old = Old(*first, **write_old_rows(migrate(BEFORE_TIERS)))
        upgrade()
        yield old


@contextmanager
def an_empty(request: pytest.FixtureRequest, kind: str) -> Iterator[str]:
    if kind == "sqlite":
        factory: pytest.TempPathFactory = request.getfixturevalue("tmp_path_factory")
        yield f"sqlite:///{factory.mktemp('upgrade')}/hub.sqlite3"
    else:
        with postgres.database(request.getfixturevalue("postgresql")) as url:
            yield url


def write_first_rows(apps: Any, kiosk: Any) -> tuple[Any, Any, Any]:
    return (
        keep_case(apps, kiosk, "accepted", {"submitted": "已提交", "accepted": ""}),
        keep_case(apps, kiosk, "decided", {"submitted": "已提交", "decided": "同意发放"}),
        keep_case(apps, kiosk, "withdrawn", {"submitted": "已提交", "withdrawn": ""}),
    )


def write_old_rows(apps: Any) -> dict[str, Any]:
    items = apps.get_model("catalogue", "Item").objects.order_by("pk")
    open_item, secret_item = items[:2]
    assert (open_item.name_zh, open_item.name_en) == ("临时补助", "Grant")  # as they were, on the way back
    items.filter(pk=secret_item.pk).update(confidential=True)
    kiosk = old_kiosk(apps, site_id=1)
    case = keep_case(apps, kiosk, "submitted", {})
    apps.get_model("cases", "Case").objects.filter(pk=case).update(confidential=True)
    apps.get_model("catalogue", "Department").objects.create(code="odd", name_zh='"引号"\'%s{}', name_en="")
    site = apps.get_model("kiosks", "Site").objects.create(code="odd", name_zh="东中心", name_en="East", area_id=1)
    window = apps.get_model("queues", "Window").objects.create(site_id=site.pk, name_zh="一号", name_en="One")
    notice = apps.get_model("channels", "Notice").objects.create(
        area_id=1, title_zh="停水", title_en="No water", body_zh="明天\n停水", since=date(2026, 1, 1)
    )
    return {
        "open_item": open_item.pk, "secret_item": secret_item.pk, "secret_case": case, "kiosk": kiosk.pk,
        "site": site.pk, "window": window.pk, "notice": notice.pk,
    }  # fmt: skip


def test_old_cases_have_what_the_new_rules_ask_for(old: Old) -> None:
    case = Case.objects.get(pk=old.running)
    assert case.department is not None
    assert (case.due_by, case.promised_first, case.answer) == (date(2026, 3, 9), date(2026, 3, 9), None)
    by = [(entry.kiosk is not None, entry.department == case.department) for entry in case.timeline.all()]
    assert by == [(True, False), (False, True)]
    assert Case.objects.get(pk=old.ended).answer == {"zh": "同意发放", "en": ""}
    assert Case.objects.get(pk=old.silent).answer is not None
    assert detail(Case.objects.get(pk=old.ended)).timeline[-1].state == "decided"


def test_what_was_confidential_is_so_by_its_tier(old: Old) -> None:
    assert Item.objects.get(pk=old.secret_item).privacy == "confidential"
    assert Item.objects.get(pk=old.open_item).privacy == "public"
    assert Case.objects.get(pk=old.secret_case).confidential


def test_kiosks_keep_the_letters_of_their_own_numbers(old: Old) -> None:
    assert letters_for(Kiosk.objects.get(pk=old.kiosk), letters(old.kiosk)) == letters(old.kiosk)


def test_a_column_for_each_language_becomes_one_column_of_wordings(old: Old) -> None:
    assert Item.objects.get(pk=old.open_item).name == Text({"zh-Hans": "临时补助", "en": "Grant"})
    assert Department.objects.get(code="odd").name == Text({"zh-Hans": '"引号"\'%s{}'})
    assert Site.objects.get(pk=old.site).name == Text({"zh-Hans": "东中心", "en": "East"})
    assert Window.objects.get(pk=old.window).name == Text({"zh-Hans": "一号", "en": "One"})
    with pytest.raises(IntegrityError), transaction.atomic():
        Window.objects.create(site_id=old.site, name=Text({"zh-Hans": "一号", "en": "Another"}))
    notice = AreaNotice.objects.get(pk=old.notice)
    assert (notice.title, notice.body) == (
        Text({"zh-Hans": "停水", "en": "No water"}),
        Text({"zh-Hans": "明天\n停水"}),
    )
    assert all(purpose.wording.in_locale("en") for purpose in Purpose.objects.all())
