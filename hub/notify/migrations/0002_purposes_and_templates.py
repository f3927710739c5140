"""Residents agree to each channel on its own. Each event has a template; that of facts read is off."""

from django.db import migrations

from contract.text import Text

_BACK = {"zh-Hans": "为期两年，您可以随时撤回。", "en": " This holds for two years; you can take it back at any time."}
_PURPOSES = {
    "message_sms": (
        {"zh-Hans": "用短信告知办理进度", "en": "News of your matters by text message"},
        {
            "zh-Hans": "您的事项有新进展时，向您留下的手机号发送短信。",
            "en": "When there is news of your matters, a text message is sent to the telephone that you left.",
        },
    ),
    "message_email": (
        {"zh-Hans": "用电子邮件告知办理进度", "en": "News of your matters by e-mail"},
        {
            "zh-Hans": "您的事项有新进展时，向您留下的邮箱发送邮件。",
            "en": "When there is news of your matters, an e-mail is sent to the address that you left.",
        },
    ),
    "message_app": (
        {"zh-Hans": "在城市应用中告知办理进度", "en": "News of your matters in the city's app"},
        {
            "zh-Hans": "您的事项有新进展时，在城市应用中提醒您；为此向该应用提供您的证件号码。",
            "en": "When there is news of your matters, the city's app tells you; for this it gets your ID number.",
        },
    ),
}
_EVENTS = (
    "received",
    "supplement",
    "notice_ended",
    "decided",
    "result_ready",
    "overdue",
    "answered",
    "appointment",
    "turn",
    "mandate_used",
    "facts_read",
)


def add(apps, schema_editor):  # type: ignore[no-untyped-def]
    purposes = apps.get_model("residents", "Purpose")
    for code, (name, wording) in _PURPOSES.items():
        whole = {tag: words + _BACK[tag] for tag, words in wording.items()}
        values = {"name": Text(name), "wording": Text(whole), "keep_days": 730, "needs_consent": True}
        purposes.objects.get_or_create(code=code, defaults=values)
    templates = apps.get_model("notify", "MessageTemplate")
    for event in _EVENTS:
        templates.objects.get_or_create(event=event, defaults={"active": event != "facts_read"})


class Migration(migrations.Migration):
    dependencies = [("notify", "0001_initial"), ("residents", "0010_consent_language")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
