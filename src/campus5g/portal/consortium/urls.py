from django.urls import path

from campus5g.portal.consortium import agreement_views, log_views, sign_views, team_views, views

app_name = "consortium"
urlpatterns = [
    path("<int:project_pk>", views.detail, name="detail"),
    path("<int:project_pk>/task/<int:partner_pk>", views.task, name="task"),
    path("<int:project_pk>/missing", team_views.missing, name="missing"),
    path("<int:project_pk>/invite", team_views.invite, name="invite"),
    path("past", team_views.past, name="past"),
    path("<int:project_pk>/agreement-<slug:language>.docx", agreement_views.agreement, name="agreement"),
    path("<int:project_pk>/mandate-<int:partner_pk>-<slug:language>.docx", agreement_views.mandate, name="mandate"),
    path("<int:project_pk>/ask", sign_views.ask, name="ask"),
    path("<int:project_pk>/sign/<int:partner_pk>", sign_views.sign, name="sign"),
    path("<int:project_pk>/paper/<int:partner_pk>", sign_views.paper, name="paper"),
    path("<int:project_pk>/withdraw/<int:pk>", sign_views.withdraw, name="withdraw"),
    path("<int:project_pk>/log", log_views.log, name="log"),
    path("<int:project_pk>/log/new", log_views.entry_page, name="new-entry"),
    path("<int:project_pk>/log/<int:pk>", log_views.entry_page, name="entry"),
    path("<int:project_pk>/log/<int:pk>/done", log_views.done, name="done"),
    path("<int:project_pk>/log/<int:pk>/remove", log_views.remove, name="remove-entry"),
    path("<int:project_pk>/log.ics", log_views.calendar, name="calendar"),
    path("<int:project_pk>/log.csv", log_views.export, name="export"),
]
