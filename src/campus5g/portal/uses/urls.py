from django.urls import path

from campus5g.portal.uses import views

app_name = "uses"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("of/<int:need_pk>/<str:use>/", views.use_page, name="use"),
    path("of/<int:need_pk>/<str:use>/file", views.bring, name="file"),
    path("of/<int:need_pk>/<str:use>/assess", views.assess, name="assess"),
    path("examples/<str:use>/<str:kind>.csv", views.example, name="example"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/progress", views.progress, name="progress"),
    path("<int:pk>/stop", views.stop, name="stop"),
    path("<int:pk>/assessment.json", views.result_json, name="json"),
]
