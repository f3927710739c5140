"""A part of the admin's forms: a signing secret that is written and never shown again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.core.signing import check_secret


class SecretForm(forms.ModelForm):  # type: ignore[type-arg]
    """Of a row with a sealed `secret`; leave that out of the form's own fields."""

    new_secret = forms.CharField(
        label=_("signing secret"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("begins with whsec_; left empty, the present one stays, or one is made where there is none"),
    )

    def clean_new_secret(self) -> str:
        secret = str(self.cleaned_data["new_secret"]).strip()
        try:
            if secret:
                check_secret(secret)
        except ValueError:
            raise forms.ValidationError(
                _("A key in Base64 is needed that begins with whsec_ and has at least 24 bytes.")
            ) from None
        return secret
