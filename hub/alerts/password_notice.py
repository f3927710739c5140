"""Mails to whose password another set, and to the other security administrators: both may see what is not on their
pages yet."""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.contrib.auth.models import User
from django.dispatch import receiver
from django.utils import timezone
from django_tasks import task as queued

from hub.alerts.email import send_email
from hub.alerts.message import PlainMessage
from hub.departments.outbox import pause_after
from hub.staff.models import Role
from hub.staff.passwords import password_set

_PAUSES = (10, 60, 300, 900, 3600, 6 * 3600)  # seconds; then it is given up: the pages tell it still
_OWN = "您的平台密码已由他人设置"
_ANOTHERS = "账户密码由他人设置"
_OWN_TEXT = "您的社区服务平台密码于{at}由他人设置，下次登录时须修改。如非您本人要求，请立即告知安全管理员。\n"
_ANOTHERS_TEXT = "社区服务平台用户（编号{user}）的密码于{at}由用户（编号{by}）设置。请登录平台核查。\n"


@receiver(password_set)
def queue_notices(sender: object, user: User, by: User, **_: object) -> None:
    """Queues the notices, in the transaction in which the password is set."""
    if not settings.HUB_SMTP or not settings.HUB_MAIL_FROM:
        return
    security = User.objects.filter(is_active=True, staff_profile__role=Role.SECURITY).exclude(pk__in=[user.pk, by.pk])
    at = timezone.now().isoformat()
    for recipient in [user, *security]:
        if recipient.email:
            mail_notice.enqueue(recipient.pk, user.pk, by.pk, at)


@queued()
def mail_notice(recipient_pk: int, user_pk: int, by_pk: int, at: str, tries: int = 0) -> str:
    """Tries once to send a notice. Returns what came of it, for the queue's own record."""
    recipient = User.objects.filter(pk=recipient_pk, is_active=True).exclude(email="").first()
    if recipient is None:
        return "nobody"
    result = send_email(recipient.email, _build(recipient_pk, user_pk, by_pk, at))
    if not (result.arrived or result.hopeless) and tries < len(_PAUSES):
        due = timezone.now() + pause_after(tries + 1, _PAUSES)
        mail_notice.using(run_after=due).enqueue(recipient_pk, user_pk, by_pk, at, tries + 1)
    return result.words


def _build(recipient_pk: int, user_pk: int, by_pk: int, at: str) -> PlainMessage:
    """Returns the mail: neither names nor passwords, numbers of accounts alone. A mail that comes twice has one id."""
    own = recipient_pk == user_pk
    local = timezone.localtime(datetime.fromisoformat(at))
    words = (_OWN_TEXT if own else _ANOTHERS_TEXT).format(at=f"{local:%Y-%m-%d %H:%M}", user=user_pk, by=by_pk)
    return PlainMessage(str(uuid5(NAMESPACE_URL, f"{recipient_pk} {user_pk} {at}")), _OWN if own else _ANOTHERS, words)
