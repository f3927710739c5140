"""Residents agree to be looked up in the population register, and to each copy of an electronic licence."""

from django.db import migrations

from contract.text import Text

_PURPOSES = {
    "population": (
        {"zh-Hans": "向人口库核对信息", "en": "Details from the population register"},
        {
            "zh-Hans": "证件上没有的性别、民族、出生日期、住址，由我们向本市人口库查询并为您自动填写。"
            "不同意不影响办理，由您自己填写。为期一年，您可以随时撤回，撤回后立即删除查询结果。",
            "en": "Sex, ethnicity, date of birth and address, where your card does not tell them, are asked of the city's "
            "population register and filled in for you. If you say no, nothing is refused to you: you type them. This "
            "holds for a year; you can take it back at any time, and what the register said is then deleted at once.",
        },
        365,
    ),
    "licences": (
        {"zh-Hans": "调取电子证照", "en": "Copies of electronic licences"},
        {
            "zh-Hans": "凭您的证件号码向本市电子证照服务调取一份证照副本，附在您的申请中。每份单独征得您同意。",
            "en": "With your ID number the city's licence service is asked for a copy of a licence, which becomes a part of "
            "your application. You are asked for each copy on its own.",
        },
        1,
    ),
}


def add(apps, schema_editor):  # type: ignore[no-untyped-def]
    purposes = apps.get_model("residents", "Purpose")
    for code, (name, wording, keep_days) in _PURPOSES.items():
        values = {"name": Text(name), "wording": Text(wording), "keep_days": keep_days, "needs_consent": True}
        purposes.objects.get_or_create(code=code, defaults=values)


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_initial"), ("residents", "0010_consent_language")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
