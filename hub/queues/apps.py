from django.apps import AppConfig


class QueuesConfig(AppConfig):
    name = "hub.queues"
    verbose_name = "排队取号"
