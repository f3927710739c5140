from django.apps import AppConfig


class KiosksConfig(AppConfig):
    name = "hub.kiosks"
    verbose_name = "自助终端"
