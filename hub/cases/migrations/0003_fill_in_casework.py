from datetime import date

from django.db import migrations

ENDED = ("decided", "delivered", "withdrawn", "refused")
NO_ANSWER = {"zh": "办件已办结。", "en": "The case is closed."}


def fill_in(apps, schema_editor):
    """What older cases say of themselves elsewhere: in the item as it was published, in the timeline."""
    case_model = apps.get_model("cases", "Case")
    departments = dict(apps.get_model("catalogue", "Department").objects.values_list("code", "pk"))
    for case in case_model.objects.select_related("item_version").iterator(200):
        content = case.item_version.content
        case.confidential = content.get("confidential", False)
        case.department_id = departments.get(content.get("department"))
        case.promised_first = case.promised_by
        case.due_by = case.promised_by or date(9999, 12, 31)
        case.amber_from = case.promised_by
        entries = list(case.timeline.order_by("at", "id"))
        if case.state in ENDED:
            last = next((entry for entry in reversed(entries) if entry.note_zh), None)
            case.answer = {"zh": last.note_zh, "en": last.note_en} if last else NO_ANSWER
            case.answered_at = entries[-1].at if entries else case.accepted_at
        for entry in entries:
            by_resident = entry.state == "submitted"
            entry.kiosk_id = case.kiosk_id if by_resident or case.department_id is None else None
            entry.department_id = None if entry.kiosk_id else case.department_id
            entry.save(update_fields=["kiosk", "department"])
        case.save()


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_casework")]
    operations = [migrations.RunPython(fill_in, migrations.RunPython.noop)]
