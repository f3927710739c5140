from django.conf import settings
from django.db import models
from django.db.models import Q

from contract.people import FactSource, PersonKind
from contract.residents import CorrectionState
from hub.catalogue.areas import ROOT, Area
from hub.catalogue.models import Item
from hub.core.sealing import FingerprintField, RowId, SealedField
from hub.core.text_field import TextField
from languages.registry import DEFAULT

NUMBER, ORGANISATION, PHONE = "identity number", "organisation code", "phone"  # what fingerprints are for
STAFF = "staff"  # a fact that staff have checked
IMPORT = "import"  # a fact from another system's file
CARD_NUMBER = "card_number"  # the fact that a social security card's own number is
FOUND_BY = ("phone", CARD_NUMBER)  # facts by which a resident is found
CHECKED = (FactSource.CARD.value, STAFF)  # sources that what a resident types does not overwrite
_KINDS = {
    PersonKind.CITIZEN: "居民身份证",
    PersonKind.HK_MO_TW_RESIDENT: "港澳台居民居住证",
    PersonKind.FOREIGNER_2017: "外国人永久居留身份证(2017版)",
    PersonKind.FOREIGNER_2023: "外国人永久居留身份证(2023版)",
    PersonKind.UNKNOWN: "未知",
}
_SOURCES = {
    FactSource.CARD: "证件",
    FactSource.RESIDENT: "本人填写",
    FactSource.HUB: "平台",
    STAFF: "人工核实",
    IMPORT: "导入",
}
_CORRECTIONS = {
    CorrectionState.OPEN: "待核实",
    CorrectionState.ACCEPTED: "已更正",
    CorrectionState.REFUSED: "未更正",
}


class Resident(models.Model):
    """A person, found by the keyed hash of the number. Name and number rest sealed."""

    id = RowId()
    number_hash = FingerprintField(of="number", purpose=NUMBER, unique=True)
    number = SealedField("证件号码")
    name = SealedField("姓名")
    kind = models.CharField("证件种类", max_length=20, choices=list(_KINDS.items()))
    created_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "居民"
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"居民 {self.pk}"


class ResidentFact(models.Model):
    """One thing known about a resident: where it came from, when it was last given or checked, how long it is kept.

    A phone and a social security card's number have a fingerprint too, so that their owner can be found.
    """

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="facts", verbose_name="居民")
    key = models.CharField("信息项", max_length=40)
    value = SealedField("内容", bound_to=["resident_id", "key"])
    phone_hash = FingerprintField(of="value", purpose=PHONE, blank=True, default="", db_index=True)
    source = models.CharField("来源", max_length=10, choices=list(_SOURCES.items()))
    checked_at = models.DateTimeField("核对时间")
    keep_until = models.DateField("保存至", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "居民信息"
        ordering = ["resident", "key"]
        constraints = [models.UniqueConstraint(fields=["resident", "key"], name="one_fact_of_a_key")]

    def __str__(self) -> str:
        return self.key


class Correction(models.Model):
    """A resident says that a fact is wrong. Staff check it and decide."""

    id = models.UUIDField(primary_key=True)
    resident = models.ForeignKey(Resident, models.CASCADE, related_name="corrections", verbose_name="居民")
    area = models.ForeignKey(Area, models.PROTECT, default=ROOT, related_name="+", verbose_name="区域")
    key = models.CharField("信息项", max_length=40)
    value = SealedField("更正为", bound_to=["pk", "resident_id"])
    reason = SealedField("理由", bound_to=["pk", "resident_id"])
    asked_at = models.DateTimeField("提出时间")
    state = models.CharField(
        "状态", max_length=10, choices=list(_CORRECTIONS.items()), default=CorrectionState.OPEN.value
    )
    decided_at = models.DateTimeField("处理时间", null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="处理人"
    )
    answer = SealedField("答复", default="", bound_to=["pk", "resident_id"])

    class Meta:
        verbose_name = verbose_name_plural = "更正申请"
        ordering = ["asked_at", "id"]
        indexes = [models.Index(fields=["area", "asked_at"], name="corrections_open", condition=Q(state="open"))]

    def __str__(self) -> str:
        return f"{self.key} {self.get_state_display()}"


class Organisation(models.Model):
    """An organisation, found by the keyed hash of its unified social credit code (GB 32100)."""

    id = RowId()
    code_hash = FingerprintField(of="code", purpose=ORGANISATION, unique=True)
    code = SealedField("统一社会信用代码")
    name = SealedField("名称")
    created_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"单位 {self.pk}"


class Purpose(models.Model):
    """A purpose that data is kept for, and for how long. What the law asks for needs no consent."""

    code = models.CharField("代码", max_length=40, unique=True)
    name = TextField("目的", max_length=120)
    wording = TextField("告知内容")
    keep_days = models.PositiveIntegerField("保存天数")
    needs_consent = models.BooleanField("须经同意", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "使用目的"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name.in_locale(DEFAULT)


class Consent(models.Model):
    """A resident's yes or no to a purpose; the newest counts."""

    id = models.UUIDField(primary_key=True)
    resident = models.ForeignKey(Resident, models.CASCADE, related_name="consents", verbose_name="居民")
    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="+", verbose_name="目的")
    given = models.BooleanField("同意")
    at = models.DateTimeField("时间")
    kept_until = models.DateField("有效至")
    language = models.CharField("语言", max_length=20, blank=True, default="")  # in which it was asked; "": the default

    class Meta:
        verbose_name = verbose_name_plural = "同意记录"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["resident", "purpose", "-at"], name="consents_of_a_resident")]

    def __str__(self) -> str:
        return f"{self.purpose}"


class Mandate(models.Model):
    """An agent may act for a resident or an organisation in some items until a day."""

    id = models.UUIDField(primary_key=True)
    principal = models.ForeignKey(
        Resident, models.PROTECT, null=True, blank=True, related_name="mandates_given", verbose_name="委托人"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="mandates_given", verbose_name="委托单位"
    )
    agent = models.ForeignKey(Resident, models.PROTECT, related_name="mandates_held", verbose_name="受托人")
    items = models.ManyToManyField(Item, related_name="+", verbose_name="事项")
    since = models.DateField("起")
    until = models.DateField("止")
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "委托"
        ordering = ["-since", "-id"]
        constraints = [
            models.CheckConstraint(
                name="one_principal",
                condition=Q(principal__isnull=True, organisation__isnull=False)
                | Q(principal__isnull=False, organisation__isnull=True),
            ),
            models.CheckConstraint(name="nobody_is_their_own_agent", condition=~Q(principal=models.F("agent"))),
            models.CheckConstraint(name="mandate_begins_before_its_end", condition=Q(since__lte=models.F("until"))),
        ]

    def __str__(self) -> str:
        return f"委托 {self.pk}"
