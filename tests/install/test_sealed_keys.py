"""The hub's keys, sealed to the machine: by itself where there is a TPM, else where somebody asks for it."""

from subprocess import CalledProcessError

import pytest

from install.configuration import KEYS
from install.sealed_keys import SEALED, KeysNotSealed
from tests.install.conftest import ROOT, Site

TEXT = '{"secret_key": "…"}'
ASKS = "LoadCredentialEncrypted=hub-keys\n"


@pytest.fixture
def hub(site: Site) -> Site:
    """A hub with its keys in a file."""
    site.machine.install(site.source, hub=True, kiosk=False)
    make_keys(site)
    return site


def make_keys(site: Site) -> None:
    site.file(KEYS).parent.mkdir(parents=True, exist_ok=True)
    site.file(KEYS).write_text(TEXT)


def make_keys_by(command: str, site: Site) -> bool:
    """Makes keys where the hub does, in its first command; returns that it does not fail."""
    if command.endswith("kiosk-hub migrate"):
        make_keys(site)
    return False


def is_sealed(site: Site) -> bool:
    return site.file(SEALED).exists() and not site.file(KEYS).exists()


def test_keys_are_sealed_and_opened_again(hub: Site) -> None:
    hub.machine.seal_keys("host")
    assert is_sealed(hub)
    assert hub.file(SEALED).stat().st_mode & 0o077 == 0
    assert TEXT not in hub.file(SEALED).read_text()
    assert any("encrypt --with-key=host " in line for line in hub.asked)
    assert hub.asked.index("/usr/local/bin/kiosk-hub recovery write") < hub.asked.index(
        f"runuser -u hub -- shred --remove /{KEYS}"
    )
    assert list(hub.file("/run").glob("hub-keys*")) == []
    with pytest.raises(KeysNotSealed):
        hub.machine.seal_keys("host")
    hub.machine.open_keys()
    assert hub.file(KEYS).read_text() == TEXT
    assert not hub.file(SEALED).exists()
    with pytest.raises(KeysNotSealed):
        hub.machine.open_keys()


def test_a_new_hub_on_a_machine_with_a_tpm_seals_its_keys_and_an_old_one_leaves_them(site: Site) -> None:
    site.has_tpm = True
    site.fails = lambda command: make_keys_by(command, site)
    site.machine.install(site.source, hub=True, kiosk=False)
    assert is_sealed(site)
    assert any("--with-key=host+tpm2 " in line for line in site.asked)
    site.machine.open_keys()
    site.changes("# newer")
    site.machine.install(site.source)
    assert not is_sealed(site)


@pytest.mark.parametrize(
    "step", ["recovery write", "systemd-creds encrypt", "systemd-creds decrypt", "systemctl restart"]
)
def test_whatever_fails_the_keys_are_where_they_were(hub: Site, step: str) -> None:
    failed: list[str] = []

    def fails(command: str) -> bool:
        if step in command and not failed:
            failed.append(command)
            return True
        return False

    hub.fails = fails
    with pytest.raises(CalledProcessError):
        hub.machine.seal_keys("tpm2")
    assert hub.file(KEYS).read_text() == TEXT
    assert not hub.file(SEALED).exists()
    assert hub.asked[-1].startswith("systemctl restart") == (step == "systemctl restart")


def test_they_stay_sealed_in_an_upgrade_and_are_opened_for_a_release_that_takes_none(hub: Site) -> None:
    hub.machine.seal_keys("host")
    hub.changes("# newer")
    hub.machine.install(hub.source)
    assert is_sealed(hub)
    for unit in hub.source.glob("install/tree/hub/etc/systemd/system/*.service"):
        unit.write_text(unit.read_text().replace(ASKS, ""))
    hub.machine.install(hub.source)
    assert hub.file(KEYS).read_text() == TEXT
    with pytest.raises(KeysNotSealed):
        hub.machine.seal_keys("host")


def test_uninstalling_leaves_them_sealed(hub: Site, capsys: pytest.CaptureFixture[str]) -> None:
    hub.machine.seal_keys("host")
    hub.machine.uninstall(hub.source)
    assert is_sealed(hub)
    assert "sealed" in capsys.readouterr().out


def test_every_unit_of_the_hub_asks_for_them() -> None:
    units = list((ROOT / "install/tree/hub/etc/systemd/system").glob("*.service"))
    assert units
    assert all(ASKS in unit.read_text() for unit in units)
