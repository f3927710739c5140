from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "hub.files"
    verbose_name = _("papers as files")

    def ready(self) -> None:
        from hub.files import listeners  # noqa: F401  (connects its receivers)
