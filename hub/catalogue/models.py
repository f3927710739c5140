"""The catalogue's tables. A text stands in one column, by locale; lists stand as JSON held to the contract."""

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
from hub.core.text_field import TextField
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
    name = TextField("名称", max_length=120)
    position = models.PositiveIntegerField("次序", default=0)

    class Meta:
        abstract = True
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name.in_locale(DEFAULT)


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
    zone = TextField("等候区", max_length=120)
    offered = models.BooleanField("开放取号", default=True)
    privacy = _privacy("非公开的业务，在号票、叫号屏和评价中只显示为“综合业务”")

    class Meta(_Named.Meta):
        verbose_name = verbose_name_plural = "排队业务"

    @property
    def shown_name(self) -> Text:
        """Returns the name where others read it too."""
        return self.name if self.privacy == Privacy.PUBLIC else NEUTRAL_NAME


class Notice(models.Model):
    title = TextField("标题", max_length=120)
    body = TextField("正文")
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知公告"
        ordering = ["-since", "id"]

    def __str__(self) -> str:
        return self.title.in_locale(DEFAULT)


class Item(models.Model):
    """A government service item as it is edited. What residents were shown is kept as `ItemVersion`."""

    code = models.CharField(
        "基本编码", max_length=12, unique=True, validators=[RegexValidator(r"\A[0-9]{12}\Z", "12位数字。")]
    )
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    offered = models.BooleanField("开放办理", default=True)
    position = models.PositiveIntegerField("次序", default=0)
    name = TextField("事项名称", max_length=120)
    pinyin = models.CharField("拼音", max_length=300, help_text="按音节分开，小写，不标声调：lin shi jiu zhu")
    also_called = TextField(
        "居民的叫法", blank=True, help_text="居民平时怎么说，用顿号或逗号分开：低保、困难补助。搜索时与名称一样使用"
    )
    department = models.ForeignKey(Department, models.PROTECT, verbose_name="实施机构")
    themes = models.ManyToManyField(Theme, verbose_name="主题", blank=True)
    audience = TextField("服务对象")
    basis = TextField("设定依据")
    fee = TextField("收费")
    result = TextField("办理结果")
    place_and_time = TextField("办理地点、时间")
    ask = TextField("咨询方式")
    complain = TextField("投诉方式")
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
        return self.name.in_locale(DEFAULT)

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
    label = TextField("名称", max_length=120)
    kind = models.CharField("类型", max_length=20, choices=list(_KINDS.items()))
    required = models.BooleanField("必填", default=True)
    fact = models.CharField("对应的居民信息", max_length=40, blank=True, validators=[_key])
    help = TextField("填写说明", max_length=300, blank=True)
    max_length = models.PositiveIntegerField("最多字数", default=60)
    more = models.JSONField("更多设置", default=_dict, blank=True, encoder=Readable)

    class Meta:
        verbose_name = verbose_name_plural = "表单字段"
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["item", "key"], name="one_field_of_a_key")]

    def __str__(self) -> str:
        return self.label.in_locale(DEFAULT)

    def columns(self) -> dict[str, Any]:
        """The field in the contract's shape, except for `more`."""
        return {
            "key": self.key,
            "label": self.label.root,
            "kind": self.kind,
            "required": self.required,
            "fact": self.fact or None,
            "help": self.help.root or None,
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
    """The digest of each row that the starter catalogue wrote: it shows what an administrator has changed since."""

    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="one_starter_row")]
