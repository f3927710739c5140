"""The hub's addresses."""

from django.contrib import admin
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.utils.translation import gettext_lazy
from django.views.generic import RedirectView

from hub.api import api

admin.site.site_header = admin.site.site_title = gettext_lazy("Platform for community services")
admin.site.index_title = gettext_lazy("Administration")


def healthz(request: HttpRequest) -> HttpResponse:
    """200 once the hub answers and its database does; needs no token."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM catalogue_release")
    except Error:
        return JsonResponse({"status": "database"}, status=503)
    return JsonResponse({"status": "ok"})


urlpatterns = [
    path("", RedirectView.as_view(url="/console/")),
    path("healthz", healthz),
    path("", include("hub.staff.urls")),
    path("api/v1/", api.urls),
    path("display/", include("hub.display.urls")),
    path("console/", include("hub.console.urls")),
    path("admin/", admin.site.urls),
]
