"""The commands' work, once Django is set up."""

import argparse
import json
import sys
from collections.abc import Callable

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError

from hub.core.sealing import ChangedPastHub
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk
from hub.operations.options import UPKEEP
from hub.setup import commands as setup_commands


def run(options: argparse.Namespace) -> int:
    """Returns the exit status."""
    try:
        return _run(options)
    except CommandError as error:
        return _refuse(str(error))
    except ChangedPastHub as error:
        return _refuse(f"{error.table} {error.row} was written past the hub; python -m hub audit accept TABLE ID")
    except (DatabaseError, InterfaceError) as error:
        return _refuse(
            f"the database does not answer as it should ({type(error).__name__}); is it there, and migrated?"
        )


def _run(options: argparse.Namespace) -> int:
    if options.command in UPKEEP:
        from hub.operations import commands as upkeep

        return upkeep.run(options)
    return _COMMANDS[options.command](options) or 0


def _serve(options: argparse.Namespace) -> int:
    from hub.operations import embedded
    from hub.operations.server import serve

    if options.with_parent:
        embedded.end_with_parent()
    if options.prepare:
        embedded.prepare(options.prepare, options.token_file)
    else:
        setup_commands.announce("" if options.bind.startswith("fd:") else f"http://{options.bind}")
    host = options.bind.rpartition(":")[0]
    if host not in settings.ALLOWED_HOSTS:
        settings.ALLOWED_HOSTS.append(host)
    serve(options.bind, settings.ON_SQLITE)
    return 0


def _work(options: argparse.Namespace) -> None:
    from hub.operations import worker

    if options.once:
        worker.work_once()
    else:
        worker.work_until_told()


def _catalogue(options: argparse.Namespace) -> int:
    from hub.catalogue import commands

    return commands.run(options)


def _residents(options: argparse.Namespace) -> int:
    from hub.residents import commands

    return commands.run(options)


def _places(options: argparse.Namespace) -> int:
    from hub.places import commands
    from hub.registers import commands as registers

    return registers.run(options) if options.action == "fetch" else commands.run(options)


def _openapi(options: argparse.Namespace) -> None:
    from hub.openapi import publish

    publish()


def _migrate(options: argparse.Namespace) -> None:
    """Migrates the database. Raises CommandError that names the migration that failed."""
    from hub.operations.schema import find_next_migration

    try:
        call_command("migrate", verbosity=0, interactive=False)
    except Exception as error:
        failed = find_next_migration()
        if failed is None:
            raise
        # other errors may hold what stands in a row
        why = f": {error}".splitlines()[0] if isinstance(error, OperationalError | ProgrammingError) else ""
        raise CommandError(f"the migration {failed} failed ({type(error).__name__}{why})") from error
    setup_commands.announce()


def _setup(options: argparse.Namespace) -> int:
    return setup_commands.run()


def _seed(options: argparse.Namespace) -> None:
    from hub.catalogue.seeding import seed
    from hub.catalogue.starter import starter_catalogue
    from hub.channels.starter import seed_directory
    from hub.staff.owners import assign_owners

    seed_directory()
    print(seed(starter_catalogue()))
    if left := assign_owners():
        print(f"hub: {left} items have no owner: add heads of their departments, then seed again", file=sys.stderr)


def _kiosk(options: argparse.Namespace) -> int:
    try:
        match options.action:
            case "add":
                _show_token(kiosks.add(options.name, options.web), options.json)
            case "renew":
                _show_token(kiosks.renew(options.name), options.json)
            case "revoke":
                kiosks.revoke(options.name)
            case "bind":
                kiosks.bind(options.name, options.certificate)
            case "list":
                _list_kiosks(options.json)
    except kiosks.KioskExists:
        return _refuse(f"there is a kiosk named {options.name}; for a new token: kiosk renew {options.name}")
    except kiosks.NoSuchKiosk:
        return _refuse(f"there is no kiosk named {options.name}")
    return 0


def _show_token(token: str, as_json: bool) -> None:
    print(json.dumps({"token": token}) if as_json else token)


def _list_kiosks(as_json: bool) -> None:
    rows = list(Kiosk.objects.values("name", "web", "seen_at", "revoked_at", "software"))
    if as_json:
        print(json.dumps(rows, default=str, ensure_ascii=False))
        return
    for row in rows:
        print(row["name"], "revoked" if row["revoked_at"] else "active", row["seen_at"] or "never seen", sep="\t")


def _refuse(message: str) -> int:
    print(f"hub: {message}", file=sys.stderr)
    return 1


_COMMANDS: dict[str, Callable[[argparse.Namespace], int | None]] = {
    "serve": _serve,
    "work": _work,
    "catalogue": _catalogue,
    "residents": _residents,
    "places": _places,
    "openapi": _openapi,
    "migrate": _migrate,
    "setup": _setup,
    "seed": _seed,
    "kiosk": _kiosk,
}
