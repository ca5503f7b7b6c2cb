from django.urls import path

from campus5g.portal.incubator import apply_views, jury_views, reading_views, round_views, venture_views

app_name = "incubator"
urlpatterns = [
    path("", round_views.listing, name="list"),
    path("rounds/new", round_views.edit, name="new"),
    path("rounds/<int:pk>", round_views.detail, name="round"),
    path("rounds/<int:pk>/edit", round_views.edit, name="edit"),
    path("rounds/<int:pk>/clone", round_views.clone, name="clone"),
    path("rounds/<int:pk>/publish", round_views.publish, name="publish"),
    path("rounds/<int:pk>/archive", round_views.archive, name="archive"),
    path("rounds/<int:pk>/form", round_views.form, name="form"),
    path("rounds/<int:pk>/question", round_views.question, name="question"),
    path("rounds/<int:pk>/applications", apply_views.listing, name="applications"),
    path("rounds/<int:pk>/applications.<slug:kind>", apply_views.export, name="applications-export"),
    path("rounds/<int:pk>/jury", jury_views.jury, name="jury"),
    path("rounds/<int:pk>/ranking", jury_views.ranking, name="ranking"),
    path("rounds/<int:pk>/ranking.<slug:kind>", jury_views.ranking_export, name="ranking-export"),
    path("rounds/<int:pk>/minutes.<slug:kind>", jury_views.minutes, name="minutes"),
    path("confirm/<str:token>", apply_views.confirm, name="confirm"),
    path("join/<str:token>", venture_views.join, name="join"),
    path("applications/<int:pk>", apply_views.application, name="application"),
    path("applications/<int:pk>/save", apply_views.save, name="save"),
    path("applications/<int:pk>/screen", apply_views.screen, name="screen"),
    path("applications/<int:pk>/deliberate", jury_views.deliberate, name="deliberate"),
    path("applications/<int:pk>/letter.pdf", apply_views.letter, name="letter"),
    path("ventures/<int:pk>", venture_views.venture, name="venture"),
    path("reading/", reading_views.reading, name="reading"),
    path("reading/hearings.ics", reading_views.hearings, name="hearings"),
    path("reading/marks", reading_views.marks, name="marks"),
    path("reading/worker.js", reading_views.worker, name="reading-worker"),
    path("reading/seats/<int:pk>", reading_views.seat, name="seat"),
    path("reading/<int:pk>", reading_views.file, name="file"),
    path("reading/<int:pk>/files/<int:file_pk>", reading_views.download, name="file-download"),
]
