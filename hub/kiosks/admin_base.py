"""The base of admin pages whose rows belong to areas."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from hub.audit.admin_base import HubAdmin
from hub.catalogue.areas import Area
from hub.kiosks.models import Site
from hub.staff.scopes import areas_of


class WithinAreas(HubAdmin):
    """Rows of one's own areas, and choices among these. `area` is the way from a row to its area."""

    area = "area"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(**{f"{self.area}__in": areas_of(request.user)})

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.related_model is Area:
            options["queryset"] = areas_of(request.user)
        elif db_field.related_model is Site:
            options["queryset"] = Site.objects.filter(area__in=areas_of(request.user))
        return super().formfield_for_foreignkey(db_field, request, **options)
