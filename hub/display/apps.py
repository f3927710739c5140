from django.apps import AppConfig


class DisplayConfig(AppConfig):
    name = "hub.display"
    verbose_name = "叫号屏"
