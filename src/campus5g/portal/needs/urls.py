from django.urls import path

from campus5g.portal.needs import sharing_views, views

app_name = "needs"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("export.csv", views.export, name="export"),
    path("new", views.new, name="new"),
    path("shared", sharing_views.public, name="public"),
    path("check-site", views.check, name="check"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit", views.edit, name="edit"),
    path("<int:pk>/state", views.state, name="state"),
    path("<int:pk>/archive", views.archive, name="archive"),
    path("<int:pk>/site.json", views.site_json, name="site"),
    path("<int:pk>/sharing", sharing_views.sharing, name="sharing"),
    path("<int:pk>/who", sharing_views.who, name="who"),
]
