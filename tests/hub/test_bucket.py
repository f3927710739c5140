"""Papers in an S3-compatible store: sealed there, read back, in each backup; and what is told while it is away."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from hub.core.environment_values import find_store
from hub.files.bucket import bucket_storage
from hub.files.content import keep_content
from hub.files.models import PaperPage
from hub.files.storage import delete_objects, get_storage, read_object
from hub.operations.backup_checks import BACKUP_CHECKS
from tests.hub.caller import Kiosk
from tests.hub.hub_process import Fresh
from tests.hub.telephone import a_photograph
from tests.hub.test_backup_of_papers import KEEP, READ, run
from tests.hub.uploads import HOUSEHOLD, clerk, hands_in, opens, pages
from tests.kiosk.hub_process import free_port

URL = "s3://papers/hub"
JPEG = b"\xff\xd8\xff"


class Store:
    """A store by another hand (moto), and the bucket in it."""

    def __init__(self) -> None:
        from moto.server import ThreadedMotoServer  # both late: half a second in each process that lists the tests

        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self._server.start()
        _host, port = self._server.get_host_and_port()
        self.address = f"http://127.0.0.1:{port}"

    def stop(self) -> None:
        self._server.stop()

    @property
    def bucket(self) -> Any:
        import boto3

        return boto3.resource("s3").Bucket("papers")

    def list_content(self) -> list[bytes]:
        return [stored.get()["Body"].read() for stored in self.bucket.objects.all()]


@pytest.fixture(scope="module")
def shared_store() -> Iterator[Store]:
    store = Store()
    yield store
    store.stop()


@pytest.fixture
def bucket(shared_store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Provides a store with an empty bucket, which HUB_FILES names for other programs."""
    named = {"HUB_FILES": URL, "AWS_ENDPOINT_URL_S3": shared_store.address, "AWS_DEFAULT_REGION": "us-east-1"}
    for name, value in {**named, "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}.items():
        monkeypatch.setenv(name, value)
    bucket_storage.cache_clear()
    shared_store.bucket.create()
    yield shared_store
    shared_store.bucket.objects.delete()
    shared_store.bucket.delete()
    bucket_storage.cache_clear()


@pytest.fixture
def store(bucket: Store, telephones: None, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Returns the one whose bucket this process's hub uses too."""
    monkeypatch.setattr(settings, "HUB_FILES", URL)
    return bucket


def is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """The store answers nobody from now on."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{free_port()}")
    bucket_storage.cache_clear()


def test_papers_rest_sealed_in_the_bucket_and_are_read_from_there(kiosk: Kiosk, store: Store) -> None:
    key = uuid4()
    assert opens(kiosk, key).sends(HOUSEHOLD, a_photograph()).json()["done"]
    (page,) = PaperPage.objects.all()
    (content,) = store.list_content()  # the pieces are gone
    assert JPEG not in content
    case = hands_in(kiosk, key)
    picture = clerk().client.get(f"/console/cases/{case.code}/papers/{page.pk}/")
    assert picture.content.startswith(JPEG)


def test_while_the_store_is_away_nothing_is_taken_and_then_it_goes_on(
    kiosk: Kiosk, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, upload, photograph = uuid4(), uuid4(), a_photograph()
    phone = opens(kiosk, key)
    with monkeypatch.context() as meanwhile:
        is_away(meanwhile)
        answer = phone.sends_piece(HOUSEHOLD, upload, photograph, 0, len(photograph))
        assert (answer.status_code, answer.json()["over"]) == (503, False)
        assert "稍后再试" in answer.json()["message"]
        (point,) = [check(timezone.now()) for name, check in BACKUP_CHECKS.items() if name == "files"]
        assert "cannot be kept" in point
    bucket_storage.cache_clear()
    assert phone.sends_piece(HOUSEHOLD, upload, photograph, 0, len(photograph)).json()["done"]
    assert pages(kiosk, key)[HOUSEHOLD] == 1
    assert BACKUP_CHECKS["files"](timezone.now()) == ""
    assert len(store.list_content()) == 1  # the check leaves nothing


def test_what_a_clerk_looks_at_is_away_and_no_fault_of_the_hub(
    kiosk: Kiosk, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = uuid4()
    opens(kiosk, key).sends(HOUSEHOLD, a_photograph())
    case, page = hands_in(kiosk, key), PaperPage.objects.get()
    with monkeypatch.context() as meanwhile:
        is_away(meanwhile)
        answer = clerk().client.get(f"/console/cases/{case.code}/papers/{page.pk}/")
        assert answer.status_code == 503
        assert "稍后再试" in answer.content.decode()
    bucket_storage.cache_clear()


@pytest.mark.usefixtures("store")
def test_content_is_deleted_and_then_missing() -> None:
    file = keep_content(b"a page", timezone.now())
    assert get_storage().exists(file.object_name)
    delete_objects(iter([file.object_name]))
    assert not get_storage().exists(file.object_name)
    with pytest.raises(FileNotFoundError):
        read_object(file.object_name)


def test_a_backup_holds_what_is_in_the_bucket_and_puts_it_back(ready: Fresh, bucket: Store, tmp_path: Path) -> None:
    run(ready, KEEP)
    assert len(bucket.list_content()) == 1
    backup = Path(ready.run("backup", str(tmp_path)).stdout.strip())
    bucket.bucket.objects.delete()
    restored = ready.run("restore", "--over", str(backup))
    assert restored.returncode == 0, restored.stderr
    assert run(ready, READ) == "['a page of a paper']\n"


@pytest.mark.parametrize("store", ["s3://", "s3://UPPER/x", "s3://papers/a b", "s3://key:secret@papers/x"])
def test_what_is_no_bucket_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch, store: str) -> None:
    monkeypatch.setenv("HUB_FILES", store)
    with pytest.raises(ImproperlyConfigured, match="HUB_FILES"):
        find_store("HUB_FILES")
