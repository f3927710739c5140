from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from contract.channels import Channel, EntryKind, Grade, Group, RequestState
from hub.cases.models import Case
from hub.catalogue.areas import Area
from hub.catalogue.models import Item
from hub.core.sealing import FingerprintField, SealedField, SealedWords
from hub.core.text_field import TextField
from hub.kiosks.models import Kiosk
from hub.queues.models import Ticket
from hub.residents.models import NUMBER
from languages.registry import DEFAULT

_CHANNELS = {Channel.KIOSK: "自助终端", Channel.WINDOW: "窗口", Channel.PHONE: "电话", Channel.WEB: "网络"}
_GRADES = {
    Grade.VERY_SATISFIED: "非常满意",
    Grade.SATISFIED: "满意",
    Grade.FAIRLY_SATISFIED: "基本满意",
    Grade.DISSATISFIED: "不满意",
    Grade.VERY_DISSATISFIED: "非常不满意",
}
_GROUPS = {Group.ALL: "所有人", Group.ELDERLY: "60岁及以上", Group.DISABLED: "残疾人", Group.MINORS: "未成年人"}
_KINDS = {EntryKind.CONVENIENCE: "便民服务", EntryKind.VOLUNTEERING: "志愿互助"}
_STATES = {
    RequestState.NEW: "新提交",
    RequestState.TAKEN: "已受理",
    RequestState.DONE: "已完成",
    RequestState.DECLINED: "未能提供",
}


class UnfoundWords(models.Model):
    """Words that somebody searched for in vain: neither who nor where, and no time finer than the day."""

    id = models.UUIDField(primary_key=True)
    words = models.CharField("词语", max_length=24, db_index=True)
    language = models.CharField("语言", max_length=20)
    day = models.DateField("日期", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "没有搜到的词语"
        ordering = ["-day", "words"]

    def __str__(self) -> str:
        return self.words


class Answerable(models.Model):
    """A question that the centre must answer. `code` is derived from the id, on the kiosk as well."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField("编号", max_length=14, unique=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="区域")
    made_at = models.DateTimeField("提出时间")
    answer = SealedField("答复", null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        abstract = True
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.code


class Question(Answerable):
    channel = models.CharField("渠道", max_length=10, choices=list(_CHANNELS.items()))
    item = models.ForeignKey(Item, models.PROTECT, null=True, verbose_name="事项")
    text = SealedField("问题")
    phone = SealedField("联系电话", null=True)
    number = SealedField("证件号码", null=True)
    number_hash = FingerprintField(of="number", purpose=NUMBER, blank=True)
    kiosk = models.ForeignKey(Kiosk, models.PROTECT, null=True, verbose_name="终端")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="记录人"
    )

    class Meta(Answerable.Meta):
        verbose_name = verbose_name_plural = "咨询"
        indexes = [
            models.Index(fields=["number_hash", "-made_at"], name="questions_of_a_person"),
            models.Index(fields=["area", "made_at"], name="questions_open", condition=Q(answered_at=None)),
        ]


class Call(models.Model):
    """The log of telephone calls. What was said stands in its question."""

    question = models.OneToOneField(Question, models.PROTECT, verbose_name="咨询")
    minutes = models.PositiveSmallIntegerField("时长(分钟)")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="接听人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "来电记录"
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.question)


class Review(Answerable):
    """One of how a case was taken in, one of the whole case (`over`), one a visit. Who is reviewed sees neither:
    `hub.channels.reviews` shows what may be shown.
    """

    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="reviews", verbose_name="办件")
    over = models.BooleanField("办结后", default=False)
    ticket = models.OneToOneField(Ticket, models.PROTECT, null=True, verbose_name="号票")
    grade = models.PositiveSmallIntegerField(
        "评价", choices=list(_GRADES.items()), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    aspects = models.JSONField("方面", default=list)
    comment = SealedField("意见", null=True)
    answer_by = models.DateField("答复期限", null=True)
    overdue_at = models.DateTimeField("超期上报时间", null=True)
    overdue_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="超期上报至"
    )

    class Meta(Answerable.Meta):
        verbose_name = verbose_name_plural = "评价"
        constraints = [
            models.CheckConstraint(
                name="one_case_or_one_visit",
                condition=Q(case__isnull=False, ticket=None) | Q(case=None, ticket__isnull=False),
            ),
            models.UniqueConstraint(fields=["case", "over"], name="reviewed_once", condition=Q(case__isnull=False)),
        ]
        indexes = [
            models.Index(fields=["answer_by"], name="reviews_to_answer", condition=Q(answered_at=None)),
            models.Index(fields=["area", "made_at"], name="reviews_of_an_area"),
            models.Index(fields=["made_at", "area", "grade"], name="reviews_over_time"),  # a dashboard counts by it
            models.Index(fields=["overdue_to"], name="reviews_sent_up", condition=Q(answered_at=None)),
        ]


class AreaNotice(models.Model):
    """For an area with all below it, for a group of people, from one day to another."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="区域")
    group = models.CharField("对象", max_length=10, choices=list(_GROUPS.items()), default=Group.ALL.value)
    title = TextField("标题", max_length=120)
    body = TextField("正文")
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="发布人"
    )

    class Meta:
        db_table = "channels_notice"
        verbose_name = verbose_name_plural = "分区分众通知"
        ordering = ["-since", "-id"]

    def __str__(self) -> str:
        return self.title.in_locale(DEFAULT)


class Entry(models.Model):
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="区域")
    kind = models.CharField("种类", max_length=12, choices=list(_KINDS.items()))
    name = TextField("名称", max_length=120)
    about = TextField("说明")
    place = TextField("地点", max_length=200)
    hours = TextField("时间", max_length=120)
    phone = models.CharField("公开电话", max_length=20, blank=True)
    requests = models.BooleanField("可在线申请", default=True)
    offered = models.BooleanField("开放", default=True)
    illustrative = models.BooleanField("示例", default=False)
    position = models.PositiveIntegerField("次序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "便民与志愿服务"
        ordering = ["kind", "position", "id"]

    def __str__(self) -> str:
        return self.name.in_locale(DEFAULT)


class Request(models.Model):
    """Somebody wants a service of the directory, or offers to help."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField("编号", max_length=14, unique=True)
    entry = models.ForeignKey(Entry, models.PROTECT, verbose_name="服务")
    name = SealedField("姓名")
    phone = SealedField("电话")
    wish = SealedField("需要")
    number = SealedField("证件号码", null=True)
    number_hash = FingerprintField(of="number", purpose=NUMBER, blank=True)
    made_at = models.DateTimeField("提交时间")
    state = models.CharField("状态", max_length=10, choices=list(_STATES.items()), default=RequestState.NEW.value)
    note = SealedWords("处理说明")
    kiosk = models.ForeignKey(Kiosk, models.PROTECT, null=True, verbose_name="终端")

    class Meta:
        verbose_name = verbose_name_plural = "服务申请"
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.code
