"""The installer's commands on a machine in a folder, with real hubs: an upgrade that fails, one that is taken back."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from subprocess import CalledProcessError

import pytest

from install.machine import describe
from tests.hub.conftest import a_filled
from tests.hub.installed_hub import InstalledHub

pytestmark = pytest.mark.timeout(900)

RENAME = "migrations.RunSQL('ALTER TABLE queues_ticket RENAME COLUMN number TO label')"
FAIL = "migrations.RunPython(fail)"
ADD = "migrations.RunSQL('CREATE TABLE queues_of_a_test (id integer)')"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(
    request: pytest.FixtureRequest, keys_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[InstalledHub]:
    """A kiosk and a hub, installed and started."""
    folder = tmp_path_factory.mktemp("site")
    with a_filled(request) as url:
        site = InstalledHub(folder, url, Path(shutil.copy(keys_path, folder)))
        try:
            site.machine.install(site.source, hub=True)
            yield site
        finally:
            site.stop()


def test_a_failed_migration_leaves_everything_as_it_was_and_is_named(site: InstalledHub) -> None:
    first, number = site.get_release(), site.take_number()
    names = site.add_migrations(RENAME, FAIL)
    try:
        with pytest.raises(CalledProcessError) as failure:
            site.machine.install(site.source)
    finally:
        site.drop_migrations(names)
    last_words = describe(failure.value)
    assert f"the migration queues.{names[1]} failed (ValueError)" in last_words
    assert "resident" not in last_words
    assert site.get_release() == first
    assert [path.name for path in (site.root / "opt/kiosk-releases").iterdir()] == [first]
    assert site.hub("check", "--health").stdout.startswith("the hub works: schema, health, the number")
    assert int(site.take_number()[1:]) == int(number[1:]) + 1
    assert site.hub("audit", "verify").returncode == 0


def test_a_rollback_brings_the_former_release_and_its_data_back_after_telling_what_is_lost(site: InstalledHub) -> None:
    first, number = site.get_release(), site.take_number()
    names = site.add_migrations(ADD)
    try:
        site.machine.install(site.source)
    finally:
        site.drop_migrations(names)
    second = site.get_release()
    assert second != first
    backup = str(max((site.root / "var/lib/hub/backups").iterdir()))
    refused = site.hub("restore", "--over", backup)
    assert refused.returncode == 1
    assert "1 more migrations; restore it with that one, or with --migrate" in refused.stderr
    assert [int(site.take_number()[1:]) for _ in range(2)] == [int(number[1:]) + 1, int(number[1:]) + 2]
    told: list[str] = []

    def refuse(what: str) -> bool:
        told.append(what)
        return False

    site.machine.rollback(refuse)
    assert site.get_release() == second
    assert "0 cases" in told[0]
    assert "2 tickets" in told[0]
    site.stop()
    restored = site.hub("restore", "--over", "--migrate", backup)
    assert restored.returncode == 0, restored.stderr
    assert site.hub("check").returncode == 0
    site.machine.rollback(lambda what: True)
    assert site.get_release() == first
    assert site.hub("check", "--health").returncode == 0
    assert int(site.take_number()[1:]) == int(number[1:]) + 1
