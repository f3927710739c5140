"""A nursery whose forks begin with the hub's Django set up, as if they had done it themselves.

Half a start of the hub's command line, and most of a start of its server, is the import of the hub's own modules and
the set-up of its models. Little of that depends on the environment. Django notes which settings are read while the
hub is set up here, under settings of no hub; a program gets a fork where its own environment leads to the same values,
and forgets them: it reads its own settings, keys and databases as always. Others start without a hub set up.
"""

import importlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import django
from django.conf import LazySettings, Settings, global_settings, settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.utils.functional import empty

import hub
from hub.core.keys import make_keys

PROGRAMS = ("hub", "tests.kiosk.hub_shell")
_DATABASES: Final = {"sqlite": "sqlite:///{folder}/hub.sqlite3", "postgresql": "postgresql:///hub"}
_OF_ITS_OWN = ("practice",)  # the command that changes its environment
_SETTINGS = "hub.settings"
_MODULES = (
    "django.core.wsgi", "hub.api", "hub.certificates.urls", "hub.commands", "hub.console.report_paper",
    "hub.console.setup.urls", "hub.console.urls", "hub.core.qr_svg", "hub.display.urls", "hub.files.urls",
    "hub.operations.commands", "hub.operations.embedded", "hub.operations.health", "hub.operations.worker",
    "hub.staff.urls", "hub.web.urls", "qrcode.image.svg", "tests.answers.published",
)  # fmt: skip  # not hub.urls, which has the counters: their library chooses at its import how they are shared
_SET_AGAIN = ("DATABASES", "LOGGING")  # by each program, for it was told to forget them


def find_kind(request: Mapping[str, Any]) -> str | None:
    """Returns the kind of database for which a program's hub can be set up ahead."""
    module, *arguments = request["arguments"][2:]
    if module not in PROGRAMS or set(_OF_ITS_OWN) & set(arguments):
        return None
    kind = request["environment"].get("DATABASE_URL", "").partition(":")[0]
    return kind if kind in _DATABASES else None


class SetUpHub:
    """This process has the hub set up for a kind of database."""

    def __init__(self, kind: str) -> None:
        with TemporaryDirectory() as folder:
            keys = Path(folder, "hub.keys")
            make_keys(keys)
            url = _DATABASES[kind].format(folder=folder)
            os.environ |= {"DATABASE_URL": url, "HUB_KEYS": str(keys), "DJANGO_SETTINGS_MODULE": _SETTINGS}
            django.setup()
            for module in _MODULES:
                importlib.import_module(module)
            MigrationLoader(None)  # imports all migrations
        self._kind = kind
        self._read = {name: value for name, value in vars(settings).items() if name.isupper()}
        _add_to_each_settings(_added_by_apps())
        _forget()

    def suits(self, request: Mapping[str, Any]) -> bool:
        """Returns whether the hub of that program would have been set up in the same way; called by the process that
        becomes it, which has its environment from now on."""
        if find_kind(request) != self._kind:
            return False
        os.environ.clear()
        os.environ.update(request["environment"])
        try:
            own = Settings(_SETTINGS)
        except Exception:  # whatever is wrong with them, the program is to tell it
            return False
        _forget()
        read = {name: value for name, value in self._read.items() if name not in _SET_AGAIN and hasattr(own, name)}
        return all(getattr(own, name) == value for name, value in read.items())


def _added_by_apps() -> dict[str, object]:
    """Returns what apps have put into the settings at their import."""
    own = sys.modules[_SETTINGS]
    values = vars(settings._wrapped)  # type: ignore[misc]  # not declared
    names = [
        name for name in values if name.isupper() and not hasattr(own, name) and not hasattr(global_settings, name)
    ]
    return {name: values[name] for name in names}


def _add_to_each_settings(values: Mapping[str, object]) -> None:
    load = LazySettings._setup  # type: ignore[attr-defined]  # not declared

    def load_with(lazy: LazySettings, name: str | None = None) -> None:
        load(lazy, name)
        for key, value in values.items():
            setattr(lazy, key, value)

    LazySettings._setup = load_with  # type: ignore[attr-defined]  # not declared


def _forget() -> None:
    """Leaves neither settings nor databases behind."""
    for alias in ("default", "replica"):
        if hasattr(connections._connections, alias):  # type: ignore[attr-defined]  # not declared
            del connections[alias]
    vars(connections).pop("settings", None)
    connections._settings = None  # type: ignore[attr-defined]  # not declared
    settings._wrapped = empty  # with all that was read from them
    del sys.modules[_SETTINGS]
    del hub.settings  # set by its import
