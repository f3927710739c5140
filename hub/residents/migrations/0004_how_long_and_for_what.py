from datetime import timedelta

from django.db import migrations

from contract.numbers import tidy_number
from hub.core.sealing import fingerprint
from hub.residents.models import PHONE

PURPOSES = [
    {
        "code": "service",
        "name_zh": "办理事项",
        "name_en": "Handling your matters",
        "wording_zh": "为办理您提交的事项，依法保存您提供的信息。",
        "wording_en": "What you give is kept, as the law asks, to handle the matters you hand in.",
        "keep_days": 365,
        "needs_consent": False,
    },
    {
        "code": "reuse",
        "name_zh": "再次办理时自动填写",
        "name_en": "Filling in your next form",
        "wording_zh": "保存您填写过的信息三年，下次办理时为您自动填写。您可以随时撤回，撤回后立即删除。",
        "wording_en": "What you filled in is kept for three years and filled in for you the next time. "
        "You can take this back at any time; it is then deleted at once.",
        "keep_days": 1095,
        "needs_consent": True,
    },
    {
        "code": "notices",
        "name_zh": "推送与您有关的通知",
        "name_en": "Notices meant for you",
        "wording_zh": "在您刷卡后，按您的情况显示与您有关的通知，为期一年。您可以随时撤回。",
        "wording_en": "For a year, after your card is read, notices that concern people like you are shown. "
        "You can take this back at any time.",
        "keep_days": 365,
        "needs_consent": True,
    },
]


def fill(apps, schema_editor):
    purposes = apps.get_model("residents", "Purpose")
    for purpose in PURPOSES:
        purposes.objects.create(**purpose)
    for fact in apps.get_model("residents", "ResidentFact").objects.iterator():
        fact.keep_until = fact.checked_at.date() + timedelta(days=365)
        fact.phone_hash = fingerprint(tidy_number(fact.value), PHONE) if fact.key == "phone" else ""
        fact.save(update_fields=["keep_until", "phone_hash"])


class Migration(migrations.Migration):
    dependencies = [("residents", "0003_consents_mandates_corrections")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
