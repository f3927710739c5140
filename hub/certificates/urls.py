from django.urls import path

from hub.certificates import views

urlpatterns = [
    path("", views.verify, name="verify"),
    path("keys", views.keys, name="verify_keys"),
]
