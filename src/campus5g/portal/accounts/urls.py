"""Pages about oneself; signing in and out come from the accounts library, whose names stay its own."""

from django.urls import include, path

own = ([], "accounts")
urlpatterns = [
    path("", include(own)),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
]
