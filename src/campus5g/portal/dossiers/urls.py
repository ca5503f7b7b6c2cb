from django.urls import path

from campus5g.portal.dossiers import views, writing_views

app_name = "dossiers"
urlpatterns = [
    path("<int:project_pk>", views.detail, name="detail"),
    path("<int:project_pk>/write", writing_views.write, name="write"),
    path("<int:project_pk>/questions/new", writing_views.ask, name="ask"),
    path("<int:project_pk>/write/<slug:key>", writing_views.section, name="section"),
    path("<int:project_pk>/write/<slug:key>/drop", writing_views.drop_question, name="drop-question"),
    path("<int:project_pk>/write/<slug:key>/library", writing_views.library, name="library"),
    path("<int:project_pk>/write/<slug:key>/reuse", writing_views.reuse, name="reuse"),
    path("<int:project_pk>/write/<slug:key>/<int:partner_pk>", writing_views.section, name="section"),
    path("<int:project_pk>/write/<slug:key>/<int:partner_pk>/library", writing_views.library, name="library"),
    path("<int:project_pk>/write/<slug:key>/<int:partner_pk>/reuse", writing_views.reuse, name="reuse"),
    path("sheets/<int:organisation_pk>", writing_views.sheet, name="sheet"),
    path("<int:project_pk>/packages/new", views.work, name="new-work"),
    path("<int:project_pk>/packages/<int:pk>", views.work, name="work"),
    path("<int:project_pk>/packages/<int:pk>/remove", views.remove_work, name="remove-work"),
    path("<int:project_pk>/v<int:number>.<slug:kind>", views.download, name="download"),
    path("<int:project_pk>/v<int:number>/submit", views.submit, name="submit"),
]
