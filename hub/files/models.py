"""Papers as files: what a telephone sends during a visit, page by page, and the sealed content of each page."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.cases.models import Case, MissingPaper, Supplement
from hub.catalogue.models import ItemVersion
from hub.core.row_seal import SealedRow
from hub.core.sealing import SealedField
from hub.kiosks.models import Kiosk


class StoredFile(models.Model):
    """Content in the storage, sealed under `key`; the same content is there once. `hash`: of the content, keyed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    hash = models.CharField(max_length=64, unique=True, editable=False)
    key = SealedField(_("key of the content"))
    size = models.PositiveIntegerField(_("size (bytes)"))
    made_at = models.DateTimeField(_("received at"))

    class Meta:
        verbose_name = verbose_name_plural = _("file")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def object_name(self) -> str:
        return f"content/{self.pk.hex[:2]}/{self.pk.hex}"


class UploadSession(SealedRow):
    """The way for a telephone to send papers during one visit: those of an item, or those that a case lacks.

    `id` is the kiosk's. Of the link's secret only the SHA-256 is here. The seal covers whose papers they are, and who
    may send them.
    """

    sealed_columns = ("kiosk_id", "item_version_id", "supplement_id", "case_id", "token_hash")
    watched = False
    id = models.UUIDField(primary_key=True)
    kiosk = models.ForeignKey(Kiosk, models.PROTECT, related_name="+", verbose_name=_("kiosk"))
    item_version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+", verbose_name=_("item version"))
    supplement = models.ForeignKey(
        Supplement, models.CASCADE, null=True, related_name="+", verbose_name=_("notice of missing papers")
    )
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="upload_sessions", verbose_name=_("case"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    locale = models.CharField(_("language"), max_length=20)
    opened_at = models.DateTimeField(_("opened at"))
    expires_at = models.DateTimeField(_("valid until"))
    ended_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("upload of papers")
        indexes = [models.Index(fields=["opened_at"], name="uploads_by_age", condition=models.Q(case=None))]

    def __str__(self) -> str:
        return str(self.pk)


class PaperPage(SealedRow):
    """A page of a paper: the one at that `position` of the item's papers, or a missing one. Each content once. Its seal
    covers where it belongs and what it shows.

    `origin`: of an electronic licence, the service, its number, the issuer and when it was fetched.
    """

    sealed_columns = ("session_id", "missing_id", "file_id")
    guards_content = True
    watched = False
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    session = models.ForeignKey(UploadSession, models.CASCADE, related_name="pages", verbose_name=_("upload of papers"))
    position = models.PositiveSmallIntegerField(_("paper"))
    missing = models.ForeignKey(
        MissingPaper, models.CASCADE, null=True, related_name="pages", verbose_name=_("missing paper")
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="pages", verbose_name=_("file"))
    number = models.PositiveSmallIntegerField(_("page"))
    added_at = models.DateTimeField(_("received at"))
    source = models.UUIDField(null=True, editable=False, db_index=True)  # id of the file that it is a page of
    origin = SealedField(_("source"), null=True, bound_to=["pk", "session_id"])

    class Meta:
        verbose_name = verbose_name_plural = _("page of a paper")
        ordering = ["position", "number"]
        constraints = [models.UniqueConstraint(fields=["session", "position", "file"], name="a_page_comes_once")]

    def __str__(self) -> str:
        return str(self.pk)


class PaperCheck(models.Model):
    """What somebody was told at a kiosk that they lack, before a case: the first contact. Nobody's; `code` stands on
    the list that they took along. `missing`: positions among the item's papers."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField(_("code"), max_length=14, unique=True)
    kiosk = models.ForeignKey(Kiosk, models.PROTECT, related_name="+", verbose_name=_("kiosk"))
    item_version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+", verbose_name=_("item version"))
    missing = models.JSONField(_("missing papers"), default=list)
    checked_at = models.DateTimeField(_("told at"))

    class Meta:
        verbose_name = verbose_name_plural = _("check of papers")
        ordering = ["-checked_at"]
        indexes = [models.Index(fields=["checked_at"], name="paper_checks_by_age")]

    def __str__(self) -> str:
        return self.code


class PartialUpload(SealedRow):
    """A file of which not all has come: `received` bytes of `size`, in pieces in the storage, sealed under `key`. Its
    seal covers with whose papers it comes."""

    sealed_columns = ("session_id",)
    guards_content = True
    watched = False
    id = models.UUIDField(primary_key=True)
    session = models.ForeignKey(
        UploadSession, models.CASCADE, related_name="partial_uploads", verbose_name=_("upload of papers")
    )
    position = models.PositiveSmallIntegerField(_("paper"))
    key = SealedField(_("key of the content"))
    size = models.PositiveIntegerField(_("size (bytes)"))
    received = models.PositiveIntegerField(_("received (bytes)"), default=0)
    pieces = models.JSONField(_("pieces"), default=list)  # where each begins
    begun_at = models.DateTimeField(_("begun at"))

    class Meta:
        verbose_name = verbose_name_plural = _("file not yet whole")

    def __str__(self) -> str:
        return str(self.pk)

    def object_name(self, offset: int) -> str:
        return f"pieces/{self.pk.hex}/{offset}"

    def object_names(self) -> list[str]:
        return [self.object_name(offset) for offset in self.pieces]
