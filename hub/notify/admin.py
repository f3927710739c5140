from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contract.text import Text
from hub.audit.admin_base import HubAdmin, KeptAdmin
from hub.audit.services import record
from hub.core.secret_form import SecretForm
from hub.core.signing import new_secret
from hub.core.wording import head_words
from hub.notify.models import MessageChannel, MessageChannelKind, MessageTemplate, ResidentMessage
from hub.notify.promises import publish_promise
from hub.notify.readiness import find_lack
from hub.notify.templates import shipped_covert, shipped_wording
from languages.registry import LOCALES


class MessageChannelForm(SecretForm):
    class Meta:
        model = MessageChannel
        exclude = ["secret"]


@admin.register(MessageChannel)
class MessageChannelAdmin(HubAdmin):
    form = MessageChannelForm
    list_display = ["kind", "address", "position", "price", "quiet_from", "quiet_until", "active", "lack"]

    @admin.display(description=_("still missing"))
    def lack(self, channel: MessageChannel) -> str:
        return find_lack(channel)

    def save_model(self, request: HttpRequest, obj: MessageChannel, form: Any, change: bool) -> None:
        secret = form.cleaned_data["new_secret"]
        if secret:
            obj.secret = secret
        elif not obj.secret and obj.kind != MessageChannelKind.EMAIL:
            obj.secret = new_secret()
            text = gettext("Signing secret of %(name)s, shown only this once: %(secret)s") % {
                "name": obj,
                "secret": obj.secret,
            }
            self.message_user(request, text, messages.WARNING)
        super().save_model(request, obj, form, change)
        if secret and change:
            actor = request.user if isinstance(request.user, User) else None
            record(actor, "renew secret", f"messagechannel {obj.pk}")
        publish_promise(timezone.now())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # untick "in use" instead


@admin.register(MessageTemplate)
class MessageTemplateAdmin(KeptAdmin):
    list_display = ["event", "active", "edited"]
    fields = ["event", "active", "wording", "shipped", "covert", "shipped_for_all"]
    readonly_fields = ["event", "shipped", "shipped_for_all"]

    @admin.display(description=_("changed"), boolean=True)
    def edited(self, template: MessageTemplate) -> bool:
        return bool(template.wording or template.covert)

    @admin.display(description=_("shipped wording (used where that above is empty)"))
    def shipped(self, template: MessageTemplate) -> str:
        return _in_lines(shipped_wording(template.event))

    @admin.display(description=_("shipped wording of confidential matters"))
    def shipped_for_all(self, template: MessageTemplate) -> str:
        return _in_lines(shipped_covert())


def _in_lines(wording: Text) -> str:
    return "\n".join(head_words(locale.name, wording.root.get(tag, "")) for tag, locale in LOCALES.items())


_SHOWN = ["event", "channel", "fate", "made_at", "due_at", "attempts", "parts", "cost", "sent_at", "ended_at", "answer"]


@admin.register(ResidentMessage)
class ResidentMessageAdmin(KeptAdmin):
    """What became of messages; neither words nor addresses."""

    list_display = [*_SHOWN]
    list_filter = ["fate", "channel", "event"]
    fields = ["id", *_SHOWN]
    readonly_fields = ["id", *_SHOWN]
    show_full_result_count = False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
