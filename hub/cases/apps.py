from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "hub.cases"
    verbose_name = "办件"
