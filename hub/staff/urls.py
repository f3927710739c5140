from django.contrib.auth.views import LogoutView
from django.urls import path

from hub.staff import certificate_views, oidc_views, views

urlpatterns = [
    path("login/", views.LogIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("login/certificate/", certificate_views.log_in_by_certificate, name="certificate_login"),
    path("oidc/login/", oidc_views.to_provider, name="oidc_login"),
    path("oidc/callback/", oidc_views.back, name="oidc_callback"),
    path("second-factor/", views.second_factor, name="second_factor"),
    path(
        "password/",
        views.ChangePassword.as_view(template_name="staff/password.html", success_url="/"),
        name="password",
    ),
]
