from django.apps import AppConfig


class DepartmentsConfig(AppConfig):
    name = "hub.departments"
    verbose_name = "部门系统"
