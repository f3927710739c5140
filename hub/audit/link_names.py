"""Names of the tables that Django makes for links between many and many: its own are English."""

from typing import Any

from django.apps import apps
from django.utils.text import format_lazy


def name_links() -> None:
    """Calls each by the names of what it links, in the reader's language: 服务事项 · 主题."""
    for model in apps.get_models():
        for field in model._meta.local_many_to_many:
            through: Any = field.remote_field.through
            if through._meta.auto_created:
                name = format_lazy("{} · {}", model._meta.verbose_name, field.verbose_name)
                through._meta.verbose_name = through._meta.verbose_name_plural = name
                through.__str__ = _show


def _show(row: Any) -> str:
    ends = (field.name for field in row._meta.fields if field.is_relation)
    return " · ".join(str(getattr(row, end)) for end in ends)
