from django.apps import AppConfig


class SetupConfig(AppConfig):
    name = "hub.setup"
    verbose_name = "首次设置"
