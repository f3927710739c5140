"""The commands for the upkeep of the hub, as they are typed."""

import argparse
from pathlib import Path

UPKEEP = ("admin", "assess", "audit", "backup", "changes", "check", "purge", "receipt", "restore", "rotate")


def add_upkeep(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    admin = commands.add_parser("admin", help="make an administrator")
    admin.add_argument("name")
    admin.add_argument("--role", choices=("system", "security", "audit"), default="system", help="system by default")
    instead = admin.add_mutually_exclusive_group()
    instead.add_argument("--forget-factor", action="store_true", help="let one who lost their telephone set up again")
    instead.add_argument("--unlock", action="store_true", help="let one who is locked out try again at once")
    assess = commands.add_parser("assess", help="hold the live configuration against the checklist")
    assess.add_argument("--json", action="store_true")
    audit = commands.add_parser("audit", help="the audit log").add_subparsers(dest="action", required=True)
    verify = audit.add_parser("verify", help="find every change, gap and cut")
    verify.add_argument(
        "--witness", type=Path, action="append", default=[], metavar="FILE", help="lines kept by a kiosk or a log host"
    )
    verify.add_argument(
        "--all", dest="whole", action="store_true", help="read again also the months that were found whole before"
    )
    accept = audit.add_parser("accept", help="take a row that was written past the hub as it now stands")
    accept.add_argument("table")
    accept.add_argument("row")
    backup = commands.add_parser("backup", help="write a backup: a new file, or one in this folder")
    backup.add_argument("path", type=Path)
    backup.add_argument("--copy", action="store_true", help="then copy it elsewhere, by HUB_BACKUP_COPY")
    backup.add_argument("--try", dest="trial", action="store_true", help="then restore it into a scratch database")
    commands.add_parser("purge", help="delete what is past its time; to be run each night")
    receipt = commands.add_parser("receipt", help="tell whether a receipt is genuine, by the signature on it")
    receipt.add_argument("code", nargs="?", help="the case's; without it, the public keys are printed")
    receipt.add_argument("signature", nargs="*")
    restore = commands.add_parser("restore", help="put a backup in the database's place")
    restore.add_argument("path", type=Path)
    place = restore.add_mutually_exclusive_group()
    place.add_argument("--over", action="store_true", help="in the place of what is there")
    place.add_argument("--try", dest="trial", action="store_true", help="into a scratch database that is dropped again")
    restore.add_argument("--migrate", action="store_true", help="one of an earlier release: then bring it up to date")
    check = commands.add_parser("check", help="check the schema, and that a number can be given")
    check.add_argument("--health", action="store_true", help="and ask the hub that runs at HUB_BIND")
    changes = commands.add_parser("changes", help="count what was added since a backup: a restore would lose it")
    changes.add_argument("path", type=Path)
    _rotate(commands.add_parser("rotate", help="new keys, and all that is kept sealed with them"))


def _rotate(parser: argparse.ArgumentParser) -> None:
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--continue", dest="resume", action="store_true", help="finish one that was interrupted")
    instead.add_argument("--retire", action="store_true", help="forget the old sealing keys; older backups need them")
