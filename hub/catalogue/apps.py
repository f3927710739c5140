from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "hub.catalogue"
    verbose_name = "事项目录"
