"""The catalogue's tables. Texts stand in two columns, Chinese and English; lists stand as JSON held to the contract."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from contract.catalogue import NEUTRAL_NAME, CardRule, Privacy
from contract.field_kinds import get_kind
from contract.forms import FieldKind
from contract.text import Text
from hub.catalogue.areas import Area, Level
from hub.catalogue.validation import Readable, check_field, check_item_more, check_ranges, check_structure
from languages.registry import DEFAULT

__all__ = [
    "Area",
    "Department",
    "FormField",
    "Item",
    "ItemVersion",
    "Level",
    "Notice",
    "Release",
    "Service",
    "StarterRow",
    "Theme",
]

_key = RegexValidator(r"\A[a-z][a-z0-9_]{0,39}\Z", "小写字母开头，只含小写字母、数字和下划线，最多40个字符。")
_PRIVACY = {Privacy.PUBLIC: "公开", Privacy.NEUTRAL: "中性名称", Privacy.CONFIDENTIAL: "保密"}
_CARD_RULES = {CardRule.NONE: "无须证件", CardRule.ANY: "须证件(过期亦可)", CardRule.VALID: "须有效期内的证件"}
_KINDS = {kind: get_kind(kind).name.in_locale(DEFAULT) for kind in FieldKind}


def _list() -> list[Any]:
    return []


def _dict() -> dict[str, Any]:
    return {}


def _privacy(help_text: str) -> Any:
    choices, default = list(_PRIVACY.items()), Privacy.PUBLIC.value
    return models.CharField("私密程度", max_length=12, choices=choices, default=default, help_text=help_text)


class _Named(models.Model):
    code = models.CharField("代码", max_length=40, unique=True, validators=[_key])
    name_zh = models.CharField("名称", max_length=120)
    name_en = models.CharField("英文名称", max_length=200, blank=True)
    position = models.PositiveIntegerField("次序", default=0)

    class Meta:
        abstract = True
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name_zh


class Department(_Named):
    class Meta(_Named.Meta):
        verbose_name = verbose_name_plural = "部门"


class Theme(_Named):
    class Meta(_Named.Meta):
        verbose_name = verbose_name_plural = "主题"


class Service(_Named):
    prefix = models.CharField(
        "号码前缀", max_length=1, unique=True, validators=[RegexValidator(r"\A[A-Z]\Z", "一个大写字母。")]
    )
    zone_zh = models.CharField("等候区", max_length=120)
    zone_en = models.CharField("等候区(英文)", max_length=200, blank=True)
    offered = models.BooleanField("开放取号", default=True)
    privacy = _privacy("非公开的业务，在号票、叫号屏和评价中只显示为“综合业务”")

    class Meta(_Named.Meta):
        verbose_name = verbose_name_plural = "排队业务"

    @property
    def shown_name(self) -> Text:
        """What it is called where others read it too."""
        public = self.privacy == Privacy.PUBLIC
        return Text(zh=self.name_zh, en=self.name_en) if public else NEUTRAL_NAME


class Notice(models.Model):
    title_zh = models.CharField("标题", max_length=120)
    title_en = models.CharField("标题(英文)", max_length=200, blank=True)
    body_zh = models.TextField("正文")
    body_en = models.TextField("正文(英文)", blank=True)
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知公告"
        ordering = ["-since", "id"]

    def __str__(self) -> str:
        return self.title_zh


class Item(models.Model):
    """A government service item as it is edited. What residents were shown is kept as `ItemVersion`."""

    code = models.CharField(
        "基本编码", max_length=12, unique=True, validators=[RegexValidator(r"\A[0-9]{12}\Z", "12位数字。")]
    )
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    offered = models.BooleanField("开放办理", default=True)
    position = models.PositiveIntegerField("次序", default=0)
    name_zh = models.CharField("事项名称", max_length=120)
    name_en = models.CharField("事项名称(英文)", max_length=200, blank=True)
    pinyin = models.CharField("拼音", max_length=300, help_text="按音节分开，小写，不标声调：lin shi jiu zhu")
    department = models.ForeignKey(Department, models.PROTECT, verbose_name="实施机构")
    themes = models.ManyToManyField(Theme, verbose_name="主题", blank=True)
    audience_zh = models.TextField("服务对象")
    audience_en = models.TextField("服务对象(英文)", blank=True)
    basis_zh = models.TextField("设定依据")
    basis_en = models.TextField("设定依据(英文)", blank=True)
    fee_zh = models.TextField("收费")
    fee_en = models.TextField("收费(英文)", blank=True)
    result_zh = models.TextField("办理结果")
    result_en = models.TextField("办理结果(英文)", blank=True)
    place_and_time_zh = models.TextField("办理地点、时间")
    place_and_time_en = models.TextField("办理地点、时间(英文)", blank=True)
    ask_zh = models.TextField("咨询方式")
    ask_en = models.TextField("咨询方式(英文)", blank=True)
    complain_zh = models.TextField("投诉方式")
    complain_en = models.TextField("投诉方式(英文)", blank=True)
    statutory = models.JSONField("法定办结时限", default=_dict, encoder=Readable)
    promised = models.JSONField("承诺办结时限", default=_dict, encoder=Readable)
    conditions = models.JSONField("受理条件", default=_list, blank=True, encoder=Readable)
    papers = models.JSONField("申请材料", default=_list, blank=True, encoder=Readable)
    steps = models.JSONField("办理流程", default=_list, blank=True, encoder=Readable)
    illustrative = models.JSONField("示例字段", default=_list, blank=True, encoder=Readable)
    more = models.JSONField("其他要素", default=_dict, blank=True, encoder=Readable)
    privacy = _privacy(
        "非公开的事项，在回执、查询列表、评价和统计中只显示为“综合业务”；保密事项在工作列表中亦然，只有责任人和查阅人可以打开办件，且不公示"
    )
    elsewhere = models.BooleanField("通办", default=False, help_text="其他区域可以代收，转交所属区域办理")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任人"
    )
    readers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name="保密办件查阅人"
    )
    takes_effect = models.DateField("修改生效日期", null=True, blank=True, help_text="留空即刻生效")
    until = models.DateField("停止办理日期", null=True, blank=True, help_text="当日仍可办理")
    card = models.CharField("证件要求", max_length=10, choices=list(_CARD_RULES.items()), default=CardRule.VALID.value)
    min_age = models.PositiveSmallIntegerField("最小年龄", null=True, blank=True)
    max_age = models.PositiveSmallIntegerField("最大年龄", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "政务服务事项"
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name_zh

    def clean(self) -> None:
        checked = ("statutory", "promised", "conditions", "papers", "steps", "illustrative")
        problems = {name: check_structure(name, getattr(self, name)) for name in checked}
        problems["more"] = check_item_more(self.more)
        problems |= {name: [line] for name, line in check_ranges(self)}
        found = {name: lines for name, lines in problems.items() if lines}
        if found:
            raise ValidationError(found)


class FormField(models.Model):
    item = models.ForeignKey(Item, models.CASCADE, related_name="fields", verbose_name="事项")
    position = models.PositiveIntegerField("次序", default=0)
    key = models.CharField("字段名", max_length=40, validators=[_key])
    label_zh = models.CharField("名称", max_length=120)
    label_en = models.CharField("英文名称", max_length=200, blank=True)
    kind = models.CharField("类型", max_length=20, choices=list(_KINDS.items()))
    required = models.BooleanField("必填", default=True)
    fact = models.CharField("对应的居民信息", max_length=40, blank=True, validators=[_key])
    help_zh = models.CharField("填写说明", max_length=300, blank=True)
    help_en = models.CharField("填写说明(英文)", max_length=400, blank=True)
    max_length = models.PositiveIntegerField("最多字数", default=60)
    more = models.JSONField("更多设置", default=_dict, blank=True, encoder=Readable)

    class Meta:
        verbose_name = verbose_name_plural = "表单字段"
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["item", "key"], name="one_field_of_a_key")]

    def __str__(self) -> str:
        return self.label_zh

    def columns(self) -> dict[str, Any]:
        """The field in the contract's shape, except for `more`."""
        guidance = {"zh": self.help_zh, "en": self.help_en} if self.help_zh else None
        return {
            "key": self.key,
            "label": {"zh": self.label_zh, "en": self.label_en},
            "kind": self.kind,
            "required": self.required,
            "fact": self.fact or None,
            "help": guidance,
            "max_length": self.max_length,
        }

    def clean(self) -> None:
        lines = check_field(self.columns(), self.more)
        if lines:
            raise ValidationError({"more": lines})


class ItemVersion(models.Model):
    """An item as it was published, whole. Cases point here: a late one is judged by the form it was filled in on."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="versions", verbose_name="事项")
    version = models.PositiveIntegerField("版本")
    content = models.JSONField("内容", encoder=Readable)
    published_at = models.DateTimeField("发布时间")
    since = models.DateField("生效日期")
    until = models.DateField("失效日期", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "事项历史版本"
        ordering = ["item", "-version"]
        constraints = [models.UniqueConstraint(fields=["item", "version"], name="one_item_version")]

    def __str__(self) -> str:
        return f"{self.item} v{self.version}"


class Release(models.Model):
    """The one row that is the published catalogue: its version and its JSON, ready to send."""

    version = models.CharField("版本", max_length=40)
    document = models.TextField("内容")
    published_at = models.DateTimeField("发布时间")

    class Meta:
        verbose_name = verbose_name_plural = "已发布的目录"

    def __str__(self) -> str:
        return self.version


class StarterRow(models.Model):
    """What the starter catalogue put here, by digest: it tells what an administrator has changed since."""

    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="one_starter_row")]
