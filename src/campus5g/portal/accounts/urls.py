"""Pages about oneself; signing in and out come from the accounts library, whose names stay its own."""

from django.urls import include, path
from django.views.generic import RedirectView

from campus5g.portal.accounts import views

own = (
    [
        path("", views.profile, name="profile"),
        path("first/<str:token>", views.first_administrator, name="first"),
    ],
    "accounts",
)
urlpatterns = [
    path("", include(own)),
    # One account, one address, proved by the invitation: it is not changed by oneself.
    path("email/", RedirectView.as_view(pattern_name="accounts:profile"), name="account_email"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
]
