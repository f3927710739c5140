"""Covers what a model can do and what it was tried against: for every model and every profile, and never made up."""

import importlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest

from devices.base import UnplugSeen
from devices.capabilities import Capabilities, describe_model, get_capabilities, get_profiles, get_tried
from devices.models import model_names, settings_class
from devices.tried import Against, Tried
from tests.devices.rigs import Rig

ROOT = Path(__file__).parents[2]
PROFILES = [(*names, profile) for names in model_names() for profile in get_profiles(*names)]


def tried_by_everything() -> list[tuple[str, Tried]]:
    models = [("/".join(names), entry) for names in model_names() for entry in get_tried(*names)]
    profiles = [
        (f"{kind}/{model} {name}", entry)
        for kind, model, name in PROFILES
        for entry in get_profiles(kind, model)[name].tried
    ]
    return models + profiles


@pytest.fixture(scope="module")
def listed() -> dict[tuple[str, str], dict[str, Any]]:
    program = [sys.executable, "-m", "devices", "models", "--json"]
    ended = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    return {(entry["kind"], entry["model"]): entry for entry in json.loads(ended.stdout)}


@pytest.mark.parametrize(("kind", "model"), model_names())
def test_every_model_says_what_it_can_do_and_what_it_was_tried_against(
    kind: str, model: str, listed: dict[tuple[str, str], dict[str, Any]]
) -> None:
    entry = listed[kind, model]
    assert set(entry["capabilities"]) == set(Capabilities.__dataclass_fields__)
    assert entry["capabilities"]["unplug_seen"] in set(UnplugSeen)
    assert entry["tried"]
    assert {profile["name"] for profile in entry["profiles"]} == set(get_profiles(kind, model))


@pytest.mark.parametrize(("kind", "model", "profile"), PROFILES)
def test_every_profile_says_it_too_and_can_be_chosen(kind: str, model: str, profile: str) -> None:
    assert get_profiles(kind, model)[profile].tried
    assert bool(get_capabilities(kind, model, profile).columns) is (kind in ("printer", "ticket_dispenser"))
    assert profile in get_args(settings_class(kind, model).model_fields["profile"].annotation)


def test_what_simulators_it_names_are_there_and_real_hardware_has_somebody_who_tried_it() -> None:
    for name, entry in tried_by_everything():
        assert entry.what, name
        if entry.against is Against.SIMULATOR:
            assert hasattr(importlib.import_module(entry.what), "Simulator"), name
        if entry.against is Against.HARDWARE:
            assert entry.by not in ("", "the tests"), name


def test_a_model_that_does_not_say_what_it_was_tried_against_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("devices.printer.escpos.TRIED")
    with pytest.raises(AttributeError, match="TRIED"):
        describe_model("printer", "escpos")


def test_a_driver_that_does_not_say_how_an_unplug_is_seen_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("devices.scanner.serial_line.Driver.unplug_seen")
    with pytest.raises(AttributeError, match="unplug_seen"):
        describe_model("scanner", "serial_line")


def test_capabilities_are_the_drivers_and_the_profiles_own() -> None:
    epson, generic = get_capabilities("printer", "escpos", "epson"), get_capabilities("printer", "escpos")
    assert (epson.columns, generic.columns, generic.print_complete) == (42, 48, "auto")
    assert get_capabilities("printer", "escpos", "xprinter").print_complete == "queued_answer"
    assert (generic.cutter, generic.native_qr, generic.firmware, generic.presenter) == (True, True, True, False)
    pyramid = get_capabilities("ticket_dispenser", "presenter", "pyramid_reliance")
    assert (pyramid.native_qr, pyramid.presenter, pyramid.unplug_seen) == (False, True, UnplugSeen.DEVICE)
    reader = get_capabilities("card_reader", "sam_v")
    assert (reader.cutter, reader.columns, reader.native_qr, reader.firmware) == (None, None, None, True)
    assert get_capabilities("ticket_dispenser", "receipt_printer").unplug_seen is UnplugSeen.PRINTER
    assert get_capabilities("ticket_dispenser", "receipt_printer").columns is None


def rigs(of: type[Rig] = Rig) -> list[type[Rig]]:
    return [of, *(each for sub in of.__subclasses__() for each in rigs(sub))]


def test_only_what_cannot_be_asked_sees_no_more_than_its_port() -> None:
    """As the conformance suite knows them: there a scanner's silence is its health."""
    silent = {(rig.kind, rig.model) for rig in rigs() if rig.model and not rig.tells}
    port_only = {names for names in model_names() if get_capabilities(*names).unplug_seen is UnplugSeen.PORT}
    assert port_only <= silent


def test_a_model_or_a_profile_that_is_not_there_is_no_capability() -> None:
    with pytest.raises(LookupError):
        get_capabilities("printer", "acme")
    with pytest.raises(ValueError, match="profile"):
        get_capabilities("printer", "escpos", "acme")


def test_without_json_the_list_is_for_people() -> None:
    program = [sys.executable, "-m", "devices", "models"]
    ended = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    (line,) = [line for line in ended.stdout.splitlines() if line.startswith("printer ")]
    assert line.split()[:3] == ["printer", "escpos", "profile,"]
    assert "simulator" not in ended.stdout
