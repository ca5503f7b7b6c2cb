from django.urls import path

from campus5g.portal.calls import views

app_name = "calls"
urlpatterns = [
    path("", views.catalogue, name="list"),
    path("import", views.import_page, name="import"),
    path("<int:pk>", views.detail, name="detail"),
    path("for/<int:project_pk>", views.for_project, name="for-project"),
    path("for/<int:project_pk>/keep/<int:pk>", views.keep, name="keep"),
    path("for/<int:project_pk>/kept/<int:pk>", views.terms, name="terms"),
    path("for/<int:project_pk>/kept/<int:pk>/drop", views.drop, name="drop"),
]
