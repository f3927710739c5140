from django.db import models
from django.utils.translation import gettext_lazy as _

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
        verbose_name = verbose_name_plural = _("audit chain")

    def __str__(self) -> str:
        return str(self.number)


class AuditEntry(models.Model):
    """One thing done or read. `hash` covers the columns above it and the hash before it; `detail` is JSON as hashed."""

    chain = models.PositiveSmallIntegerField(_("chain"))
    place = models.PositiveBigIntegerField(_("serial number"))
    at = models.DateTimeField(_("time"))
    actor = models.CharField(_("actor"), max_length=60)
    actor_name = models.CharField(_("actor's name"), max_length=160, blank=True)
    action = models.CharField(_("action"), max_length=60)
    subject = models.CharField(_("subject"), max_length=160)
    detail = models.TextField(_("details"))
    method = models.CharField(_("kind of hash"), max_length=8)
    hash = models.CharField(_("hash value"), max_length=64)

    class Meta:
        db_table = "audit_entry"
        verbose_name = verbose_name_plural = _("audit entry")
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
    month = models.PositiveIntegerField(_("month"), primary_key=True)  # 202611 is November 2026, of UTC
    former = models.PositiveIntegerField(_("month before"))  # 0: none
    ends = models.JSONField(_("ends of the chains"))
    entries = models.PositiveBigIntegerField(_("count of entries"))
    verified_at = models.DateTimeField(_("verified at"))
    detached = models.BooleanField(_("detached"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("verified month")
        ordering = ["month"]

    def __str__(self) -> str:
        return str(self.month)


class FindingKind(models.TextChoices):
    ROW = "row", _("Data changed past the hub")
    CREDENTIAL = "credential", _("Credentials changed past the hub")
    AUDIT_LOG = "audit log", _("Audit log incomplete or changed")
    WITNESS = "witness", _("Audit log without an outside witness")
    PASSWORD = "password", _("Password set by another")


class Finding(models.Model):
    """Something written past the hub, open until somebody has looked into it. One of a kind and subject is open."""

    kind = models.CharField(_("kind"), max_length=12, choices=FindingKind.choices)
    subject = models.CharField(_("subject"), max_length=160)
    detail = models.CharField(_("details"), max_length=400, blank=True)
    found_at = models.DateTimeField(_("found at"))
    seen_at = models.DateTimeField(_("looked into at"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("security finding")
        ordering = ["-found_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], name="one_open_finding", condition=models.Q(seen_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject}"


class Round(models.Model):
    """When a job that the hub does by itself was last begun, by any of its processes."""

    job = models.CharField(_("task"), max_length=40, primary_key=True)
    begun_at = models.DateTimeField(_("last started at"))

    class Meta:
        verbose_name = verbose_name_plural = _("routine job")

    def __str__(self) -> str:
        return self.job
