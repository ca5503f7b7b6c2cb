"""Where each room's pages live."""

from django.urls import include, path

from campus5g.portal.api.api import urls as api_urls

handler400 = "campus5g.portal.base.views.bad_request"
handler403 = "campus5g.portal.base.views.forbidden"
handler404 = "campus5g.portal.base.views.not_found"
handler500 = "campus5g.portal.base.views.server_error"

urlpatterns = [
    path("", include("campus5g.portal.home.urls")),
    path("", include("campus5g.portal.base.urls")),
    path("accounts/", include("campus5g.portal.accounts.urls")),
    path("directory/", include("campus5g.portal.directory.urls")),
    path("needs/", include("campus5g.portal.needs.urls")),
    path("training/", include("campus5g.portal.training.urls")),
    path("events/", include("campus5g.portal.events.urls")),
    path("incubator/", include("campus5g.portal.incubator.urls")),
    path("solutions/", include("campus5g.portal.solutions.urls")),
    path("studies/", include("campus5g.portal.studies.urls")),
    path("uses/", include("campus5g.portal.uses.urls")),
    path("projects/", include("campus5g.portal.projects.urls")),
    path("calls/", include("campus5g.portal.calls.urls")),
    path("financing/", include("campus5g.portal.financing.urls")),
    path("dossiers/", include("campus5g.portal.dossiers.urls")),
    path("consortium/", include("campus5g.portal.consortium.urls")),
    path("support/", include("campus5g.portal.support.urls")),
    path("programme/", include("campus5g.portal.programme.urls")),
    path("funds/", include("campus5g.portal.funds.urls")),
    path("territory/", include("campus5g.portal.territory.urls")),
    path("discover/", include("campus5g.portal.awareness.urls")),
    path("privacy/", include("campus5g.portal.privacy.urls")),
    path("tokens/", include("campus5g.portal.api.urls")),
    path("api/v1/", api_urls),
]
