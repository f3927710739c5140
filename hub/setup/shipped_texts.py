"""The texts of the rows that every hub has from its first migration: they come in each language of the starter
catalogue's translations."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist

from contract.text import Text
from hub.catalogue.starter.wordings import starter_text
from hub.core.text_field import TextField
from languages.registry import DEFAULT

_COLUMNS: Mapping[tuple[str, str], Sequence[str]] = {
    ("catalogue", "Area"): ("name",),
    ("kiosks", "Site"): ("name",),
    ("residents", "Purpose"): ("name", "wording"),
}


def complete_shipped_texts(apps: Any, **_: object) -> None:
    """Adds the languages that a text lacks; one that was changed here stays as it is. `apps`: the models as they were
    migrated, which may be to an older state."""
    shipped = {text.in_locale(DEFAULT): text for text in _list_texts()}
    for (app, name), columns in _COLUMNS.items():
        for column in columns:
            if _has_texts(apps, app, name, column):
                _complete(apps.get_model(app, name), column, shipped)


def _has_texts(apps: Any, app: str, name: str, column: str) -> bool:
    try:
        return isinstance(apps.get_model(app, name)._meta.get_field(column), TextField)
    except (LookupError, FieldDoesNotExist):
        return False


def _complete(model: Any, column: str, shipped: Mapping[str, Text]) -> None:
    for key, before in model._default_manager.values_list("pk", column):
        text = shipped.get(before.in_locale(DEFAULT), Text())
        if text.root.keys() - before.root.keys():
            model._default_manager.filter(pk=key).update(**{column: Text({**text.root, **before.root})})


def _list_texts() -> list[Text]:
    return [
        starter_text("全市"),
        starter_text("社区服务中心"),
        starter_text("办理事项"),
        starter_text("为办理您提交的事项，依法保存您提供的信息。"),
        starter_text("再次办理时自动填写"),
        starter_text("保存您填写过的信息三年，下次办理时为您自动填写。您可以随时撤回，撤回后立即删除。"),
        starter_text("推送与您有关的通知"),
        starter_text("在您刷卡后，按您的情况显示与您有关的通知，为期一年。您可以随时撤回。"),
        starter_text("自动填写敏感信息"),
        starter_text(
            "银行卡号、社保卡号和残疾人证号属于敏感个人信息。发放补贴、核对待遇必须用到它们；"
            "为您下次办理时自动填写，须经您单独同意，保存三年。不同意不影响办理，只是每次需要您自己填写。"
            "您可以随时撤回，撤回后立即删除。"
        ),
        starter_text("用短信告知办理进度"),
        starter_text("您的事项有新进展时，向您留下的手机号发送短信。为期两年，您可以随时撤回。"),
        starter_text("用电子邮件告知办理进度"),
        starter_text("您的事项有新进展时，向您留下的邮箱发送邮件。为期两年，您可以随时撤回。"),
        starter_text("在城市应用中告知办理进度"),
        starter_text(
            "您的事项有新进展时，在城市应用中提醒您；为此向该应用提供您的证件号码。为期两年，您可以随时撤回。"
        ),
        starter_text("向人口库核对信息"),
        starter_text(
            "证件上没有的性别、民族、出生日期、住址，由我们向本市人口库查询并为您自动填写。"
            "不同意不影响办理，由您自己填写。为期一年，您可以随时撤回，撤回后立即删除查询结果。"
        ),
        starter_text("调取电子证照"),
        starter_text("凭您的证件号码向本市电子证照服务调取一份证照副本，附在您的申请中。每份单独征得您同意。"),
    ]
