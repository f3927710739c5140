from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from hub.audit.admin_base import HubAdmin, KeptAdmin
from hub.channels.models import AreaNotice, Call, CallBack, Entry, Question, Request, Review, UnfoundWords
from hub.core.text_field import wording_column
from hub.kiosks.admin_base import WithinAreas


@admin.register(Question)
class QuestionAdmin(KeptAdmin):
    """Questions and answers are read in the console, where each reading is in the audit log."""

    list_display = ["code", "channel", "area", "item", "made_at", "answered_at", "answered_by"]
    list_filter = ["channel", "area"]
    readonly_fields = ["code", "channel", "area", "item", "made_at", "answered_at", "answered_by", "kiosk", "taken_by"]
    fields = [*readonly_fields]


@admin.register(Call)
class CallAdmin(KeptAdmin):
    list_display = ["at", "minutes", "taken_by", "question"]
    readonly_fields = ["at", "minutes", "taken_by", "question", "ticket", "appointment"]


@admin.register(CallBack)
class CallBackAdmin(KeptAdmin):
    list_display = ["call", "promised_for", "due_at", "state", "tries", "tried_at", "ended_by", "overdue_to"]
    list_filter = ["state"]
    readonly_fields = [
        *("call", "promised_for", "due_at", "state", "tries", "tried_at", "ended_by", "overdue_to"),
        *("ended_at", "overdue_at", "seen_by", "seen_at"),
    ]


@admin.register(Review)
class ReviewAdmin(KeptAdmin):
    """Neither the case nor the visit is shown: the reviewer stays hidden."""

    list_display = ["code", "area", "grade", "answer_by", "answered_at"]
    list_filter = ["grade", "area"]
    readonly_fields = ["code", "area", "grade", "aspects", "answer_by", "answered_at", "answered_by"]
    fields = [*readonly_fields]


@admin.register(AreaNotice)
class AreaNoticeAdmin(HubAdmin):
    list_display = [wording_column("title", _("title")), "area", "group", "since", "until", "withdrawn_at"]
    list_filter = ["area", "group"]
    readonly_fields = ["made_by"]


@admin.register(Entry)
class EntryAdmin(WithinAreas):
    list_display = [wording_column("name", _("name")), "kind", "area", "requests", "offered", "illustrative"]
    list_filter = ["kind", "area"]


@admin.register(Request)
class RequestAdmin(KeptAdmin):
    list_display = ["code", "entry", "made_at", "state"]
    list_filter = ["state", "entry"]
    readonly_fields = ["code", "entry", "made_at", "state", "note", "kiosk"]
    fields = [*readonly_fields]


@admin.register(UnfoundWords)
class UnfoundWordsAdmin(KeptAdmin):
    """In the console they become words of an item."""

    list_display = ["words", "language", "day"]
    readonly_fields = ["words", "language", "day"]
    fields = [*readonly_fields]
