from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from contract.uploads import LARGEST_FILE
from hub.audit.admin_base import HubAdmin
from hub.core.problems import RequestRefused
from hub.places.map_pictures import put_picture
from hub.places.models import AreaMap, KnownPlace


@admin.register(KnownPlace)
class KnownPlaceAdmin(HubAdmin):
    list_display = ["name", "area", "kind", "latitude", "longitude", "active"]
    list_filter = ["kind", "active"]
    list_select_related = ["area"]
    search_fields = ["words"]


class AreaMapForm(forms.ModelForm):  # type: ignore[type-arg]
    picture = forms.FileField(
        label=_("picture"), required=False, help_text=_("north up; JPEG, PNG, WebP or a PDF of one page, 20 MB at most")
    )

    class Meta:
        model = AreaMap
        fields = ["area", "picture", "north", "south", "west", "east", "credit"]

    def clean_picture(self) -> None:
        """Puts the picture into the row, where one was sent. Raises ValidationError."""
        sent = self.cleaned_data["picture"]
        if sent is None:
            if not self.instance.digest:
                raise forms.ValidationError(_("Choose the picture."))
            return
        if sent.size > LARGEST_FILE:
            raise forms.ValidationError(_("A picture may have 20 MB at most."))
        try:
            put_picture(self.instance, sent.read())
        except RequestRefused as refused:
            detail = refused.problem.detail
            words = detail.in_locale(get_language() or "") if detail else refused.problem.title
            raise forms.ValidationError(words) from None


@admin.register(AreaMap)
class AreaMapAdmin(HubAdmin):
    form = AreaMapForm
    list_display = ["area", "width", "height", "credit"]
    list_select_related = ["area"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("jpeg")
