from django.urls import path

from hub.display import views

urlpatterns = [
    path("clips", views.clips),
    path("clips/<str:name>", views.clip),
    path("<slug:site>/", views.board, name="board"),
]
