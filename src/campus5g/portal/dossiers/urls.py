from django.urls import path

from campus5g.portal.dossiers import views

app_name = "dossiers"
urlpatterns = [
    path("<int:project_pk>", views.detail, name="detail"),
    path("<int:project_pk>/packages/new", views.work, name="new-work"),
    path("<int:project_pk>/packages/<int:pk>", views.work, name="work"),
    path("<int:project_pk>/packages/<int:pk>/remove", views.remove_work, name="remove-work"),
    path("<int:project_pk>/v<int:number>.<slug:kind>", views.download, name="download"),
]
