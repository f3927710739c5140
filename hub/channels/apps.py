from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "hub.channels"
    verbose_name = "咨询、评价与通知"
