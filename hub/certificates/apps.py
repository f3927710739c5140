from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "hub.certificates"
    verbose_name = _("results and certificates")

    def ready(self) -> None:
        from hub.certificates import immediate_answers  # noqa: F401  (connects its receiver)
