"""The commands for the upkeep of the hub, as they are typed."""

import argparse
from pathlib import Path

UPKEEP = ("admin", "assess", "audit", "backup", "purge", "restore", "rotate")


def add_upkeep(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    admin = commands.add_parser("admin", help="make an administrator")
    admin.add_argument("name")
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
    commands.add_parser("purge", help="delete what is past its time; to be run each night")
    restore = commands.add_parser("restore", help="put a backup in the database's place")
    restore.add_argument("path", type=Path)
    restore.add_argument("--over", action="store_true", help="in the place of what is there")
    _rotate(commands.add_parser("rotate", help="new keys, and all that is kept sealed with them"))


def _rotate(parser: argparse.ArgumentParser) -> None:
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--continue", dest="resume", action="store_true", help="finish one that was interrupted")
    instead.add_argument("--retire", action="store_true", help="forget the old sealing keys; older backups need them")
