"""The hub's command line.

python -m hub serve [--bind HOST:PORT] [--prepare KIOSK --token-file PATH] [--with-parent]
python -m hub work [--once]
python -m hub catalogue import FILE [--table TABLE] [--dry-run] | catalogue export FILE [--table TABLE]
python -m hub residents import FILE [--dry-run]
python -m hub places import FILE [--dry-run] | places fetch [--dry-run]
python -m hub openapi
python -m hub migrate | setup | seed | keys PATH | admin NAME [--forget-factor | --unlock]
python -m hub rotate [--continue | --retire] | audit verify [--all] [--witness FILE] | audit accept TABLE ID
python -m hub assess [--json] | purge
python -m hub backup [--copy] [--try] PATH | restore [--over | --try] [--migrate] PATH | changes PATH
python -m hub check [--health] | receipt [CODE SIGNATURE]
python -m hub recovery write [FILE] | recovery read FILE [--over]
python -m hub practice [--bind HOST:PORT]
python -m hub kiosk add NAME [--web] [--json] | kiosk renew|revoke NAME [--json] | kiosk list [--json]
python -m hub kiosk bind NAME [SHA256]

Exit status: 0 done, 1 refused, 2 set up wrongly. The environment is described in hub/settings.py.
"""

import argparse
import gc
import os
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.exceptions import ImproperlyConfigured

from contract.release import get_version
from hub.core.key_recovery import open_copy, write_copy
from hub.core.keys import KeysError, load_keys, make_keys
from hub.operations.options import add_upkeep

_NAME_LENGTH = 60  # of a kiosk's name


def main(arguments: list[str] | None = None) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command == "serve" and bool(options.prepare) != bool(options.token_file):
        parser.error("--prepare and --token-file go together")
    try:
        if options.command == "keys":
            from hub.settings import HUB_CRYPTO

            make_keys(options.path, HUB_CRYPTO)
            return 0
        if options.command == "recovery":
            return _recover(options)
        return _practise(options) if options.command == "practice" else _run(options)
    except (KeysError, ImproperlyConfigured) as error:
        print(f"hub: {error}", file=sys.stderr)
        return 2


def _recover(options: argparse.Namespace) -> int:
    """Writes the keys' sealed copy and prints its code, or reads the code and puts the keys back."""
    from hub.settings import HUB_KEYS, HUB_RECOVERY

    if HUB_KEYS is None:
        raise KeysError("HUB_KEYS must name the key file")
    if options.action == "read":
        open_copy(options.file, input("Code: ") if sys.stdin.isatty() else sys.stdin.readline(), HUB_KEYS, options.over)
    elif (copy := options.file or HUB_RECOVERY) is None:
        raise KeysError("name a file, or set HUB_RECOVERY")
    else:
        print(write_copy(HUB_KEYS, copy))
    return 0


def _run(options: argparse.Namespace) -> int:
    _set_up(make_keys_at_need=options.command != "restore")
    from hub import commands

    return commands.run(options)


def _set_up(make_keys_at_need: bool = True) -> None:
    """Imports without the collector: what is loaded stays, and to look through it again and again takes a fifth of a
    start."""
    gc.disable()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    _ready_keys(make_keys_at_need)
    import django

    django.setup()
    gc.enable()


def _practise(options: argparse.Namespace) -> int:
    """Returns a hub of its own, on a database and keys that are gone when it ends."""
    with TemporaryDirectory(prefix="hub-practice-") as folder:
        os.environ |= {"DATABASE_URL": f"sqlite:///{folder}/hub.sqlite3", "HUB_KEYS": "", "HUB_PRACTICE": "1"}
        _set_up()
        from hub.console.practice import serve_practice

        serve_practice(options.bind, options.token_file)
        return 0


def _ready_keys(make_at_need: bool) -> None:
    """Makes the keys at the first start with SQLite. None are made for a database that is there: it could not be
    read."""
    from hub import settings

    if settings.HUB_KEYS is None:
        raise KeysError("HUB_KEYS must name the key file; make one with: python -m hub keys PATH")
    database = Path(settings.DATABASES["default"]["NAME"])
    if settings.ON_SQLITE:
        database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if settings.HUB_KEYS.exists():
        return
    if not settings.ON_SQLITE:
        raise KeysError(f"{settings.HUB_KEYS}: no such file; make it once with: python -m hub keys PATH")
    if database.exists():
        raise KeysError(f"{settings.HUB_KEYS}: missing, and the database is sealed with it; restore it")
    if not make_at_need:
        raise KeysError(f"{settings.HUB_KEYS}: missing, and the backup is sealed with it; put it there first")
    make_keys(settings.HUB_KEYS, settings.HUB_CRYPTO)
    settings.SECRET_KEY = load_keys(settings.HUB_KEYS).secret_key


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m hub", description="The community hub.")
    parser.add_argument("--version", action="version", version=get_version())
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="serve HTTP")
    _bind(serve, "127.0.0.1:8000")
    serve.add_argument("--prepare", metavar="KIOSK", help="first migrate, seed, and register this kiosk")
    serve.add_argument("--token-file", type=Path, help="where --prepare leaves the kiosk's token")
    serve.add_argument("--with-parent", action="store_true", help="end when standard input does")
    practice = commands.add_parser("practice", help="serve invented data, to practise with; nothing of it is kept")
    _bind(practice, "127.0.0.1:8001")
    practice.add_argument("--token-file", type=Path, help="where to leave the token of a kiosk that joins")
    commands.add_parser("migrate", help="bring the database up to date")
    commands.add_parser("setup", help="print a code for the first set-up's page, on a hub without administrator")
    commands.add_parser("seed", help="put the starter catalogue in; what was changed here stays")
    _work(commands.add_parser("work", help="send what is queued, move deadlines, raise alarms"))
    _catalogue(commands.add_parser("catalogue", help="import and export"))
    _residents(commands.add_parser("residents", help="import from another system's file"))
    _places(commands.add_parser("places", help="import houses, shops and facilities"))
    commands.add_parser("openapi", help="write hub/openapi.json again")
    add_upkeep(commands)
    commands.add_parser("keys", help="make a key file").add_argument("path", type=Path)
    _recovery(commands.add_parser("recovery", help="a copy of the keys that a code on paper opens"))
    _kiosk(commands.add_parser("kiosk", help="kiosks and their tokens"))
    return parser


def _bind(parser: argparse.ArgumentParser, default: str) -> None:
    help_text = "or fd://N, a socket that listens"
    parser.add_argument("--bind", type=_address, default=default, metavar="HOST:PORT", help=help_text)


def _address(text: str) -> str:
    host, _colon, port = text.rpartition(":")
    if re.fullmatch("fd://[0-9]+", text) or (host and re.fullmatch("[0-9]{1,5}", port) and int(port) < 2**16):
        return text
    raise argparse.ArgumentTypeError("it must be HOST:PORT, or fd://N for a socket that listens")


def _work(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="only what is due now")


def _catalogue(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    for action in ("import", "export"):
        sub = actions.add_parser(action)
        sub.add_argument("file", type=Path)
        sub.add_argument("--table", help="a workbook or CSV file of this table; without it, JSON of all of them")
        if action == "import":
            _dry_run(sub)


def _residents(parser: argparse.ArgumentParser) -> None:
    sub = parser.add_subparsers(dest="action", required=True).add_parser("import")
    sub.add_argument(
        "file", type=Path, help="workbook or CSV: number, name, and facts by key or label; checked_at for their day"
    )
    _dry_run(sub)


def _places(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    sub = actions.add_parser("import")
    sub.add_argument("file", type=Path, help="workbook or CSV: area, kind, name; latitude and longitude")
    _dry_run(sub)
    _dry_run(actions.add_parser("fetch", help="from the place register"))


def _dry_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="change nothing; tell every problem by row")


def _recovery(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    write = actions.add_parser("write", help="write the copy, and print its code")
    write.add_argument("file", type=Path, nargs="?", help="HUB_RECOVERY by default, which goes into each backup")
    read = actions.add_parser("read", help="put the keys back; the code is typed, or on standard input")
    read.add_argument("file", type=Path, help="the copy, or a backup that has it")
    read.add_argument("--over", action="store_true", help="in the place of the keys that are there")


def _kiosk(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    for action in ("add", "renew", "bind", "revoke", "list"):
        sub = actions.add_parser(action)
        if action != "list":
            sub.add_argument("name", type=_name if action == "add" else str)
        if action == "add":
            sub.add_argument("--web", action="store_true", help="no kiosk: the server of a website or an app")
        if action == "bind":
            help_text = "SHA-256 of the client certificate its token is bound to; without it, to none"
            sub.add_argument("certificate", nargs="?", default="", type=_digest, help=help_text)
        sub.add_argument("--json", action="store_true")


def _digest(text: str) -> str:
    digest = text.replace(":", "").lower()
    if not text or re.fullmatch("[0-9a-f]{64}", digest):
        return digest
    raise argparse.ArgumentTypeError("a SHA-256 has 64 hexadecimal digits")


def _name(text: str) -> str:
    if 0 < len(text.strip()) == len(text) <= _NAME_LENGTH and text.isprintable():
        return text
    raise argparse.ArgumentTypeError(f"it must have 1 to {_NAME_LENGTH} characters that can be seen")


if __name__ == "__main__":
    sys.exit(main())
