from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SetupConfig(AppConfig):
    name = "hub.setup"
    verbose_name = _("Set-up")

    def ready(self) -> None:
        from hub.setup.shipped_texts import complete_shipped_texts

        post_migrate.connect(complete_shipped_texts, sender=self)
