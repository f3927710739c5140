from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from contract.numbers import mask_name, mask_number
from hub.admin_bases import HubAdmin, HubTable, PersonalAdmin
from hub.masks import mask_text
from hub.residents.models import Consent, Correction, Mandate, Organisation, Purpose, Resident, ResidentFact


class FactInline(HubTable):
    model = ResidentFact
    readonly_fields = ["key", "masked_value", "source", "checked_at", "keep_until"]
    fields = [*readonly_fields]
    can_delete = False

    @admin.display(description="内容")
    def masked_value(self, fact: ResidentFact) -> str:
        return mask_text(fact.value)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Resident)
class ResidentAdmin(PersonalAdmin):
    """Read only, and masked."""

    list_display = ["masked_name", "masked_number", "kind", "created_at"]
    list_filter = ["kind"]
    readonly_fields = ["masked_name", "masked_number", "kind", "created_at"]
    fields = [*readonly_fields]
    inlines = [FactInline]

    @admin.display(description="姓名")
    def masked_name(self, resident: Resident) -> str:
        return mask_name(resident.name)

    @admin.display(description="证件号码")
    def masked_number(self, resident: Resident) -> str:
        return mask_number(resident.number)


@admin.register(Organisation)
class OrganisationAdmin(PersonalAdmin):
    list_display = ["masked_name", "masked_code", "created_at"]
    readonly_fields = ["masked_name", "masked_code", "created_at"]
    fields = [*readonly_fields]

    @admin.display(description="名称")
    def masked_name(self, organisation: Organisation) -> str:
        return mask_text(organisation.name)

    @admin.display(description="统一社会信用代码")
    def masked_code(self, organisation: Organisation) -> str:
        return mask_number(organisation.code)


@admin.register(Purpose)
class PurposeAdmin(HubAdmin):
    """The code names a purpose in the program: it stays."""

    list_display = ["name_zh", "code", "keep_days", "needs_consent"]
    readonly_fields = ["code", "needs_consent"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Correction)
class CorrectionAdmin(PersonalAdmin):
    """Read only: they are decided in the console."""

    list_display = ["key", "area", "state", "asked_at", "decided_at", "decided_by"]
    list_filter = ["state", "area"]
    readonly_fields = ["resident", "key", "masked_value", "area", "state", "asked_at", "decided_at", "decided_by"]
    fields = [*readonly_fields]

    @admin.display(description="更正为")
    def masked_value(self, correction: Correction) -> str:
        return mask_text(correction.value)


@admin.register(Consent)
class ConsentAdmin(PersonalAdmin):
    list_display = ["resident", "purpose", "given", "at", "kept_until"]
    list_filter = ["purpose", "given"]
    readonly_fields = ["resident", "purpose", "given", "at", "kept_until"]
    fields = [*readonly_fields]


@admin.register(Mandate)
class MandateAdmin(PersonalAdmin):
    list_display = ["id", "principal", "organisation", "agent", "since", "until", "revoked_at"]
    readonly_fields = ["id", "principal", "organisation", "agent", "since", "until", "revoked_at", "items"]
    fields = [*readonly_fields]
