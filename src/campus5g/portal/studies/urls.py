from django.urls import path

from campus5g.portal.studies import plans_views, sharing, views

app_name = "studies"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("compare", plans_views.compare, name="compare"),
    path("of/<int:need_pk>/new", plans_views.new, name="new"),
    path("of/<int:need_pk>/launch", views.launch, name="launch"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/progress", views.progress, name="progress"),
    path("<int:pk>/stop", views.stop, name="stop"),
    path("<int:pk>/resume", views.resume, name="resume"),
    path("<int:pk>/files/<str:name>", plans_views.file, name="file"),
    path("<int:pk>/why", plans_views.why, name="why"),
    path("<int:pk>/share", sharing.share, name="share"),
    path("<int:pk>/unshare", sharing.withdraw, name="unshare"),
    path("<int:pk>/site.json", views.site_json, name="site"),
    path("<int:pk>/maps/<slug:layer>.bin", views.layer_numbers, name="numbers"),
    path("<int:pk>/report.pdf", views.report, name="report"),
    path("<int:pk>/study.json", views.study_json, name="json"),
    path("<int:pk>/antennas.geojson", views.antennas, name="antennas"),
    path("<int:pk>/coverage.png", views.coverage, name="coverage"),
]
