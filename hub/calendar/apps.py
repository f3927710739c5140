from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "hub.calendar"
    verbose_name = "日历"
