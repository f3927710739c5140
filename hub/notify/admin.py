from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone

from contract.text import Text
from hub.audit.admin_base import HubAdmin, KeptAdmin
from hub.audit.services import record
from hub.core.signing import check_secret, new_secret
from hub.notify.models import MessageChannel, MessageChannelKind, MessageTemplate, ResidentMessage
from hub.notify.promises import publish_promise
from hub.notify.readiness import find_lack
from hub.notify.templates import shipped_covert, shipped_wording
from languages.registry import LOCALES


class MessageChannelForm(forms.ModelForm):  # type: ignore[type-arg]
    new_secret = forms.CharField(
        label="签名密钥",
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="以 whsec_ 开头；留空则保留原有密钥，没有时自动生成。",
    )

    class Meta:
        model = MessageChannel
        exclude = ["secret"]

    def clean_new_secret(self) -> str:
        secret = str(self.cleaned_data["new_secret"]).strip()
        try:
            if secret:
                check_secret(secret)
        except ValueError:
            raise forms.ValidationError("须为 whsec_ 开头的 Base64 密钥，不少于 24 字节。") from None
        return secret


@admin.register(MessageChannel)
class MessageChannelAdmin(HubAdmin):
    form = MessageChannelForm
    list_display = ["kind", "address", "position", "price", "quiet_from", "quiet_until", "active", "lack"]

    @admin.display(description="尚缺")
    def lack(self, channel: MessageChannel) -> str:
        return find_lack(channel)

    def save_model(self, request: HttpRequest, obj: MessageChannel, form: Any, change: bool) -> None:
        secret = form.cleaned_data["new_secret"]
        if secret:
            obj.secret = secret
        elif not obj.secret and obj.kind != MessageChannelKind.EMAIL:
            obj.secret = new_secret()
            text = f"{obj} 的签名密钥，仅显示这一次：{obj.secret}"
            self.message_user(request, text, messages.WARNING)
        super().save_model(request, obj, form, change)
        if secret and change:
            actor = request.user if isinstance(request.user, User) else None
            record(actor, "renew secret", f"messagechannel {obj.pk}")
        publish_promise(timezone.now())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # untick 启用 instead


@admin.register(MessageTemplate)
class MessageTemplateAdmin(KeptAdmin):
    list_display = ["event", "active", "edited"]
    fields = ["event", "active", "wording", "shipped", "covert", "shipped_for_all"]
    readonly_fields = ["event", "shipped", "shipped_for_all"]

    @admin.display(description="已修改", boolean=True)
    def edited(self, template: MessageTemplate) -> bool:
        return bool(template.wording or template.covert)

    @admin.display(description="随附内容（上面留空时使用）")
    def shipped(self, template: MessageTemplate) -> str:
        return _in_lines(shipped_wording(template.event))

    @admin.display(description="随附的保密内容")
    def shipped_for_all(self, template: MessageTemplate) -> str:
        return _in_lines(shipped_covert())


def _in_lines(wording: Text) -> str:
    return "\n".join(f"{locale.name}：{wording.root.get(tag, '')}" for tag, locale in LOCALES.items())


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
