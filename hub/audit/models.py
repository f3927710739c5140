from django.db import models

from hub.core.row_seal import SealedRow

CHAINS = 32


class Chain(models.Model):
    """The end of one chain: how long it is and its last hash, under a keyed hash of their own.

    There are 32, so that those who work at the same time need not wait for each other.
    """

    number = models.PositiveSmallIntegerField(primary_key=True)
    length = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)
    method = models.CharField(max_length=8)
    seal = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "审计链"

    def __str__(self) -> str:
        return str(self.number)


class AuditEntry(models.Model):
    """One thing done or read. `hash` covers the columns above it and the hash before it; `detail` is JSON as hashed."""

    chain = models.PositiveSmallIntegerField("链")
    place = models.PositiveBigIntegerField("序号")
    at = models.DateTimeField("时间")
    actor = models.CharField("主体", max_length=60)
    actor_name = models.CharField("主体名称", max_length=160, blank=True)
    action = models.CharField("动作", max_length=60)
    subject = models.CharField("对象", max_length=160)
    detail = models.TextField("详情")
    method = models.CharField(max_length=8)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "audit_entry"
        verbose_name = verbose_name_plural = "审计记录"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["chain", "place"], name="one_entry_of_a_place")]
        indexes = [
            models.Index(fields=["subject", "at"], name="trail_of_a_subject"),
            models.Index(fields=["actor", "at"], name="trail_of_an_actor"),
            models.Index(fields=["at"], name="trail_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


class AuditMonth(SealedRow):
    """A month of the audit log that is over and was found whole: how far each chain had come at its end (`ends`: place
    and hash, by chain) and how many entries are in it. It is sealed, and names the `former` month, so that only the hub
    can say so and none is left out.

    `detached`: its entries are no longer in the table.
    """

    sealed_columns = ("month", "former", "ends", "entries", "detached")
    month = models.PositiveIntegerField("月份", primary_key=True)  # 202611 is November 2026, of UTC
    former = models.PositiveIntegerField("上一月份")  # 0: none
    ends = models.JSONField("各链末端")
    entries = models.PositiveBigIntegerField("记录数")
    verified_at = models.DateTimeField("核验时间")
    detached = models.BooleanField("已移出", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "已核验月份"
        ordering = ["month"]

    def __str__(self) -> str:
        return str(self.month)


class FindingKind(models.TextChoices):
    ROW = "row", "数据被绕过系统改动"
    CREDENTIAL = "credential", "凭据被绕过系统改动"
    AUDIT_LOG = "audit log", "审计记录缺失或被改动"
    WITNESS = "witness", "审计记录未能外部见证"
    PASSWORD = "password", "密码由他人设置"


class Finding(models.Model):
    """Something written past the hub, open until somebody has looked into it. One of a kind and subject is open."""

    kind = models.CharField("种类", max_length=12, choices=FindingKind.choices)
    subject = models.CharField("对象", max_length=160)
    detail = models.CharField("详情", max_length=400, blank=True)
    found_at = models.DateTimeField("发现时间")
    seen_at = models.DateTimeField("核查时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "安全告警"
        ordering = ["-found_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], name="one_open_finding", condition=models.Q(seen_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject}"


class Round(models.Model):
    """When a job that the hub does by itself was last begun, by whichever of its processes."""

    job = models.CharField("任务", max_length=40, primary_key=True)
    begun_at = models.DateTimeField("最近开始时间")

    class Meta:
        verbose_name = verbose_name_plural = "例行任务"

    def __str__(self) -> str:
        return self.job
