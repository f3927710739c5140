from django.db import migrations

from contract.text import Text

SENSITIVE = {
    "code": "sensitive",
    "name": Text({"zh-Hans": "自动填写敏感信息", "en": "Filling in sensitive details"}),
    "wording": Text(
        {
            "zh-Hans": "银行卡号、社保卡号和残疾人证号属于敏感个人信息。发放补贴、核对待遇必须用到它们；"
            "为您下次办理时自动填写，须经您单独同意，保存三年。不同意不影响办理，只是每次需要您自己填写。"
            "您可以随时撤回，撤回后立即删除。",
            "en": "The numbers of bank cards, social security cards and disability cards are sensitive. Allowances cannot "
            "be paid or checked without them; to fill them in for you the next time, they are kept for three years, for "
            "which your separate consent is needed. If you say no, nothing is refused to you: you type them each time. "
            "You can take this back at any time; they are then deleted at once.",
        }
    ),
    "keep_days": 1095,
    "needs_consent": True,
}


def add(apps, schema_editor):  # type: ignore[no-untyped-def]
    values = {name: value for name, value in SENSITIVE.items() if name != "code"}
    apps.get_model("residents", "Purpose").objects.get_or_create(code=SENSITIVE["code"], defaults=values)


class Migration(migrations.Migration):
    dependencies = [("residents", "0008_bound_to_rows")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
