"""The maintenance commands of the hub."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from getpass import getpass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from contract.cases import read_case_code
from hub.audit.models import Chain
from hub.audit.services import record
from hub.audit.verify import anchor_file, anchors_now, list_faults, record_verification, write_anchors
from hub.cases.models import Case
from hub.cases.receipts import is_genuine
from hub.core.keys import Suite
from hub.core.public_signing import public_key
from hub.core.row_seal import SealedRow, list_sealed_models
from hub.core.sealing import ChangedPastHub, keys_path
from hub.operations import key_rotation
from hub.operations.assess import assess
from hub.operations.assess_access import ADMINISTRATOR_ROLES
from hub.operations.backup import BackupError, backup, read_manifest, restore
from hub.operations.backup_copy import copy_backup, try_backup
from hub.operations.changes import count_since
from hub.operations.retention import purge
from hub.operations.self_check import CheckFailed, check_hub
from hub.operations.threats import THREATS
from hub.staff import factors
from hub.staff.models import Role
from hub.staff.services import make_administrator
from languages.registry import SOURCE

Options = argparse.Namespace


def run(options: Options) -> int:
    """Returns the exit status."""
    try:
        return _COMMANDS[options.command](options) or 0
    except BackupError as error:
        return _refuse(str(error))
    except ChangedPastHub as error:
        return _refuse(f"{error.table} {error.row} was written past the hub; python -m hub audit accept TABLE ID")


def _admin(options: Options) -> int | None:
    if not (options.forget_factor or options.unlock):
        return _new_administrator(options.name, ADMINISTRATOR_ROLES[options.role])
    user = User.objects.filter(username=options.name).first()
    if user is None:
        return _refuse(f"there is nobody named {options.name}")
    (factors.forget if options.forget_factor else factors.unlock)(user)
    return None


def _new_administrator(name: str, role: Role) -> int | None:
    """Creates an administrator. The password is typed twice, or stands in HUB_ADMIN_PASSWORD."""
    password = os.environ.get("HUB_ADMIN_PASSWORD") or getpass()
    if "HUB_ADMIN_PASSWORD" not in os.environ and getpass("Again: ") != password:
        return _refuse("the two are not the same")
    try:
        with translation.override(SOURCE):
            make_administrator(name, password, role)
    except ValidationError as error:
        return _refuse(" ".join(error.messages))
    return None


def _assess(options: Options) -> int:
    findings = assess(timezone.now())
    if options.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            row = THREATS.get(finding.name)
            detail = f"{finding.detail} ({row})" if row and not finding.passed else finding.detail
            print("pass" if finding.passed else "FAIL", finding.name, detail, sep="\t")
    return 0 if all(finding.passed for finding in findings) else 1


def _audit(options: Options) -> int:
    return _accept(options) if options.action == "accept" else _verify(options)


def _accept(options: Options) -> int:
    models = {model._meta.db_table: model for model in list_sealed_models()}
    model = models.get(options.table)
    row = None if model is None else _find_row(model, options.row)
    if row is None:
        return _refuse(f"there is no such row; the tables: {', '.join(sorted(models))}")
    row.accept()
    record(None, "accept row", f"{options.table} {options.row}")
    return 0


def _find_row(model: type[SealedRow], key: str) -> SealedRow | None:
    with suppress(ValidationError):  # no number, or no UUID
        return model._default_manager.filter(pk=model._meta.pk.to_python(key)).first()
    return None


def _verify(options: Options) -> int:
    try:
        complaints = list_faults(options.witness, whole=options.whole)
    except (OSError, ValueError) as error:
        return _refuse(f"{anchor_file()}: {error}")
    if complaints:
        print(*complaints, sep="\n", flush=True)
    try:
        record_verification(complaints)
    except Chain.DoesNotExist:
        return _refuse("the audit log has no chain left that this could be recorded in; restore a backup")
    if complaints:
        return 1
    print(f"the audit log is whole: {sum(length for length, _ in anchors_now().values())} entries")
    return 0


def _backup(options: Options) -> int:
    file = backup(options.path, timezone.now())
    print(file)
    chosen = [(options.copy, copy_backup), (options.trial, try_backup)]
    return max([0, *(_attempt(step, file) for is_chosen, step in chosen if is_chosen)])


def _attempt(step: Callable[[Path], None], file: Path) -> int:
    """Runs a step; one that fails does not stop the others."""
    try:
        step(file)
    except BackupError as error:
        return _refuse(str(error))
    return 0


def _restore(options: Options) -> None:
    if options.trial:
        try_backup(options.path)
        print("it can be restored: in a scratch database it passed its checks")
        return
    print(f"restored as of {restore(options.path, options.over, options.migrate)}")
    write_anchors(anchor_file(), anchors_now())


def _check(options: Options) -> int | None:
    try:
        print(f"the hub works: {check_hub(options.health)}")
    except CheckFailed as error:
        return _refuse(f"check: {error}")
    return None


def _changes(options: Options) -> None:
    manifest = read_manifest(options.path)
    print(f"since {manifest['made_at']}:")
    for name, rows in count_since(datetime.fromisoformat(manifest["made_at"])).items():
        print(name, rows, sep="\t")


def _receipt(options: Options) -> int | None:
    if options.code is None:
        print(*(public_key(suite) for suite in Suite), sep="", end="")
        return None
    case = Case.objects.filter(code=read_case_code(options.code) or "").first()
    if case is None:
        return _refuse("there is no case of this number")
    if not is_genuine(case, "".join(options.signature)):
        return _refuse("this hub did not sign such a receipt")
    print(f"genuine: taken in at {case.accepted_at.isoformat(timespec='seconds')}, promised by {case.promised_first}")
    return None


def _purge(options: Options) -> None:
    for name, rows in purge(timezone.now()).items():
        print(name, rows, sep="\t")


def _rotate(options: Options) -> int | None:
    path = keys_path()
    if "CREDENTIALS_DIRECTORY" in os.environ and path.is_relative_to(os.environ["CREDENTIALS_DIRECTORY"]):
        return _refuse("the keys are sealed to this machine; open them first: make open-keys")
    try:
        if options.resume:
            changed = key_rotation.bring_up_to_date()
        else:
            changed = key_rotation.retire(path) if options.retire else key_rotation.rotate(path, settings.HUB_CRYPTO)
    except key_rotation.StillInUse as error:
        return _refuse(f"{error}; the old keys are still needed")
    record(None, "rotate keys", "keys", {"rows": changed, "retired": options.retire})
    print(f"{changed} rows sealed again; restart the hub's processes, so that they sign with the new key too")
    return None


def _refuse(message: str) -> int:
    print(f"hub: {message}", file=sys.stderr)
    return 1


_COMMANDS: dict[str, Callable[[Options], int | None]] = {
    "admin": _admin,
    "assess": _assess,
    "audit": _audit,
    "backup": _backup,
    "changes": _changes,
    "check": _check,
    "restore": _restore,
    "purge": _purge,
    "receipt": _receipt,
    "rotate": _rotate,
}
