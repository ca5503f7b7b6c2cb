from django.urls import path

from campus5g.portal.base import views

app_name = "base"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("search/", views.search_page, name="search"),
    path("notifications/", views.notifications_page, name="notifications"),
    path("notifications/read", views.notifications_read, name="notifications-read"),
    path("settings/", views.settings_page, name="settings"),
    path("settings/mail/", views.settings_page, {"part": "mail"}, name="settings-mail"),
    path("legal/<slug:page>/", views.legal, name="legal"),
    path("logo", views.logo, name="logo"),
    path("audit/", views.audit_page, name="audit"),
    path("audit/export", views.audit_export, name="audit-export"),
    path("files/<str:label>/<int:pk>/add", views.attach, name="attach"),
    path("files/<int:pk>", views.download, name="download"),
    path("files/<int:pk>/archive", views.detach, name="detach"),
    path("notes/<str:label>/<int:pk>/add", views.add_note, name="note"),
    path("language", views.language, name="language"),
]
