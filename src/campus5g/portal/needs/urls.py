from django.urls import path

from campus5g.portal.needs import views

app_name = "needs"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("export.csv", views.export, name="export"),
    path("new", views.new, name="new"),
    path("check-site", views.check, name="check"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit", views.edit, name="edit"),
    path("<int:pk>/state", views.state, name="state"),
    path("<int:pk>/archive", views.archive, name="archive"),
    path("<int:pk>/site.json", views.site_json, name="site"),
]
