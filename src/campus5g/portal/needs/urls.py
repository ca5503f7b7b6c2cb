from django.urls import path

from campus5g.portal.needs import collective_views, sharing_views, views

app_name = "needs"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("export.csv", views.export, name="export"),
    path("export.xlsx", views.export, {"kind": "xlsx"}, name="export-xlsx"),
    path("new", views.new, name="new"),
    path("new/typed", views.keep, name="keep-new"),
    path("new/discard", views.discard, name="discard-new"),
    path("together", collective_views.together, name="together"),
    path("links/<int:pk>/answer", collective_views.answer, name="answer"),
    path("links/<int:pk>/leave", collective_views.leave, name="leave"),
    path("<int:pk>/wording", collective_views.wording, name="wording"),
    path("<int:pk>/join", collective_views.join, name="join"),
    path("<int:pk>/split", collective_views.split, name="split"),
    path("shared", sharing_views.public, name="public"),
    path("check-site", views.check, name="check"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit", views.edit, name="edit"),
    path("<int:pk>/edit/typed", views.keep, name="keep"),
    path("<int:pk>/edit/discard", views.discard, name="discard"),
    path("<int:pk>/state", views.state, name="state"),
    path("<int:pk>/archive", views.archive, name="archive"),
    path("<int:pk>/site.json", views.site_json, name="site"),
    path("<int:pk>/sharing", sharing_views.sharing, name="sharing"),
    path("<int:pk>/who", sharing_views.who, name="who"),
]
