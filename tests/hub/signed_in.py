"""A member of staff's browser."""

from django.contrib.auth.models import User
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY

from hub.staff.devices import AuthenticatorApp


def browser_of(user: User, client: Client | None = None) -> Client:
    """Logged in, with the second factor."""
    client = client or Client()
    client.force_login(user)
    device = AuthenticatorApp.objects.create(user=user, name="app")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return client
