"""The addresses of the first set-up, under /setup/."""

from django.urls import path

from hub.console.setup import views

app_name = "setup"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("finish/", views.finish, name="finish"),
    path("findings/", views.findings, name="findings"),
    path("holidays/<int:day>/remove/", views.remove_holiday, name="remove_holiday"),
    path("<slug:name>/", views.show_step, name="step"),
    path("<slug:name>/save/", views.save_step, name="save"),
    path("<slug:name>/skip/", views.skip_step, name="skip"),
]
