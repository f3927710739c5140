from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    name = "hub.residents"
    verbose_name = "居民"
