"""Secrets of second factors are sealed, recovery codes hashed, sessions and names typed at log-in forgotten."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import hub.core.sealing
import hub.staff.devices
from hub.core.keys import Suite
from hub.core.row_ids import draw_row_ids
from hub.core.sealing import trail_hash

_OLD = ("otp_static_statictoken", "otp_static_staticdevice", "otp_totp_totpdevice")
_FORGOTTEN = ("django_session", "axes_accessattemptexpiration", "axes_accessattempt", "axes_accessfailurelog")


def take_over(apps, editor):
    tables = set(editor.connection.introspection.table_names())
    with editor.connection.cursor() as cursor:
        if set(_OLD) <= tables:
            _take_apps(apps, cursor)
            _take_papers(apps, cursor)
            for table in _OLD:
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608
        for table in _FORGOTTEN:
            if table in tables:
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608


def _take_apps(apps, cursor):
    model = apps.get_model("staff", "AuthenticatorApp")
    cursor.execute("SELECT id, user_id, name, confirmed, key, drift, last_t FROM otp_totp_totpdevice")
    for _key, user, name, confirmed, secret, drift, last in cursor.fetchall():
        row = model(user_id=user, name=name, confirmed=confirmed, secret=secret, drift=drift, last_step=last)
        row.pk = draw_row_ids(model, 1)[0]
        row.save(force_insert=True)


def _take_papers(apps, cursor):
    papers, codes = apps.get_model("staff", "RecoveryPaper").objects, apps.get_model("staff", "RecoveryCode").objects
    cursor.execute("SELECT id, user_id, name, confirmed FROM otp_static_staticdevice")
    users = {}
    for key, user, name, confirmed in cursor.fetchall():
        users[key] = papers.create(user_id=user, name=name, confirmed=confirmed)
    cursor.execute("SELECT device_id, token FROM otp_static_statictoken")
    for device, token in cursor.fetchall():
        code = trail_hash(f"recovery code\0{users[device].user_id}\0{token}", Suite.AES)
        codes.get_or_create(paper=users[device], code_hash=code)


def _device(*fields):
    user = models.ForeignKey(
        help_text="The user that this device belongs to.",
        on_delete=django.db.models.deletion.CASCADE,
        to=settings.AUTH_USER_MODEL,
    )
    common = [
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("name", models.CharField(help_text="The human-readable name of this device.", max_length=64)),
        ("confirmed", models.BooleanField(default=True, help_text="Is this device ready for use?")),
        (
            "throttling_failure_timestamp",
            models.DateTimeField(
                blank=True,
                default=None,
                help_text="A timestamp of the last failed verification attempt. Null if last attempt succeeded.",
                null=True,
            ),
        ),
        (
            "throttling_failure_count",
            models.PositiveIntegerField(default=0, help_text="Number of successive failed attempts."),
        ),
        ("user", user),
    ]
    return [*common, *fields]


class Migration(migrations.Migration):
    dependencies = [("staff", "0003_row_seals"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            "AuthenticatorApp",
            _device(
                (
                    "secret",
                    hub.core.sealing.SealedField(
                        "密钥", bound_to=("pk", "user_id"), default=hub.staff.devices.new_secret
                    ),
                ),
                ("drift", models.SmallIntegerField(default=0)),
                ("last_step", models.BigIntegerField(default=-1)),
            ),
            {"verbose_name": "验证器", "verbose_name_plural": "验证器", "abstract": False},
        ),
        migrations.CreateModel(
            "RecoveryPaper",
            _device(),
            {"verbose_name": "恢复码", "verbose_name_plural": "恢复码", "abstract": False},
        ),
        migrations.CreateModel(
            "RecoveryCode",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code_hash", models.CharField(max_length=64)),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="codes", to="staff.recoverypaper"
                    ),
                ),
            ],
            {"constraints": [models.UniqueConstraint(fields=("paper", "code_hash"), name="one_recovery_code")]},
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
