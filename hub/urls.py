"""The hub's addresses."""

from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy
from django.views.generic import RedirectView

from hub.api import api
from hub.operations.health import healthz, readyz
from hub.operations.metrics import metrics

admin.site.site_header = admin.site.site_title = gettext_lazy("Platform for community services")
admin.site.index_title = gettext_lazy("Administration")


handler500 = "hub.staff.failures.failed"

urlpatterns = [
    path("", RedirectView.as_view(url="/console/")),
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics),
    path("", include("hub.staff.urls")),
    path("api/v1/", api.urls),
    path("verify/", include("hub.certificates.urls")),
    path("display/", include("hub.display.urls")),
    path("papers/", include("hub.files.urls")),
    path("console/", include("hub.console.urls")),
    path("web/", include("hub.web.urls")),
    path("setup/", include("hub.console.setup.urls")),
    path("admin/", admin.site.urls),
]
