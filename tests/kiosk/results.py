"""A department whose system makes results out by itself, and a kiosk's printer of pages."""

from collections.abc import Iterator
from contextlib import contextmanager

from devices.manager import DeviceSpec
from devices.simulators.process import SimulatorProcess
from tests.hub.department_process import department_process
from tests.kiosk.conftest import Lobby
from tests.kiosk.hub_process import HubProcess

_SECRET = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="  # of no system but the tests'
_ANSWER_AT_ONCE = """
from uuid import uuid4
from django.utils import timezone
from hub.catalogue.models import Department, Item
from hub.certificates.models import AtOnceItem
from hub.departments import keys
from hub.departments.models import Scope
items = [item for item in Item.objects.all() if item.name.root["zh-Hans"] in {names!r}]
for item in items:
    AtOnceItem.objects.get_or_create(item=item)
key = keys.add(f"stand-in {{uuid4()}}", Department.objects.get(pk=items[0].department_id), Scope, timezone.now())
print(key.key, key.secret)
"""
_CONNECT = """
from hub.catalogue.models import Item
from hub.departments.models import System
item = next(item for item in Item.objects.all() if item.name.root["zh-Hans"] in {names!r})
values = {{"address": "{address}", "secret": {secret!r}, "active": True}}
System.objects.update_or_create(department_id=item.department_id, defaults=values)
"""
_FORGET = """
from hub.certificates.models import AtOnceItem
from hub.departments.models import System
AtOnceItem.objects.all().delete()
System.objects.update(active=False)
"""


@contextmanager
def answered_at_once(hub: HubProcess, *names: str) -> Iterator[tuple[str, str]]:
    """These items are accepted at once. Provides the key and secret with which their department would answer."""
    key, secret = hub.shell(_ANSWER_AT_ONCE.format(names=names)).split()
    try:
        yield key, secret
    finally:
        hub.start()
        hub.shell(_FORGET)


@contextmanager
def answering_system(hub: HubProcess, key: tuple[str, str], *names: str) -> Iterator[None]:
    """Yields the department's own system, which answers by itself."""
    answers_to = (f"{hub.url}/api/v1/departments/answers", *key)
    with department_process(_SECRET, answers_to=answers_to) as port:
        hub.shell(_CONNECT.format(names=names, address=f"http://127.0.0.1:{port}/", secret=_SECRET))
        yield


@contextmanager
def printer_of_pages(lobby: Lobby, process: SimulatorProcess) -> Iterator[None]:
    """In order, one of the kiosk's devices."""
    for command in ("plug", "clear"):
        process.do(command)
    process.do("set", seconds=0.05)
    port = f"{process.port.replace('tcp://', 'ipp://')}/ipp/print"
    lobby.devices.put(DeviceSpec("a4", "page_printer", "ipp", port, {"answer_seconds": 1, "silence_seconds": 1}))
    lobby.wait_until(lambda: lobby.devices.can("page_printer"))
    try:
        yield
    finally:
        lobby.devices.drop("a4")
