from django.urls import path

from campus5g.portal.calls import catalogue_views, import_views, views, watching_views

app_name = "calls"
urlpatterns = [
    path("", catalogue_views.catalogue, name="list"),
    path("new", catalogue_views.write, name="write"),
    path("<int:pk>", catalogue_views.detail, name="detail"),
    path("<int:pk>/correct", catalogue_views.correct, name="correct"),
    path("<int:pk>/corrections/<slug:field>/take-back", catalogue_views.take_back, name="take-back"),
    path("import", import_views.import_page, name="import"),
    path("imports/<int:pk>", import_views.imported, name="imported"),
    path("imports/<int:pk>/progress", import_views.import_progress, name="import-progress"),
    path("imports/<int:pk>/report", import_views.import_report, name="import-report"),
    path("imports/<int:pk>/gone", import_views.gone, name="gone"),
    path("imports/<int:pk>/archive", import_views.archive_gone, name="archive-gone"),
    path("imports/<int:pk>/stop", import_views.import_stop, name="import-stop"),
    path("imports/<int:pk>/resume", import_views.import_resume, name="import-resume"),
    path("past", import_views.import_past, name="import-past"),
    path("searches", watching_views.searches, name="searches"),
    path("searches/save", watching_views.save_search, name="save-search"),
    path("searches/<int:pk>", watching_views.search, name="search"),
    path("searches/<int:pk>/seen", watching_views.mark_seen, name="seen"),
    path("searches/<int:pk>/drop", watching_views.drop_search, name="drop-search"),
    path("searches/stop/<str:token>", watching_views.stop, name="stop"),
    path("agenda/<slug:about>/<int:pk>/open", watching_views.open_agenda, name="open-agenda"),
    path("agenda/<slug:about>/<int:pk>/close", watching_views.close_agenda, name="close-agenda"),
    path("agenda/<str:token>.ics", watching_views.agenda, name="agenda"),
    path("for/<int:project_pk>", views.for_project, name="for-project"),
    path("for/<int:project_pk>/keep/<int:pk>", views.keep, name="keep"),
    path("for/<int:project_pk>/kept/<int:pk>", views.terms, name="terms"),
    path("for/<int:project_pk>/kept/<int:pk>/drop", views.drop, name="drop"),
]
