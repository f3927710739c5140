from django.urls import path

from hub.files import views

urlpatterns = [
    path("<str:token>/", views.upload_page, name="papers"),
    path("<str:token>/<int:position>/<uuid:upload>", views.upload_piece, name="papers_piece"),
]
