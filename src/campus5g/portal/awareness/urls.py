from django.urls import path

from campus5g.portal.awareness import views

app_name = "awareness"
urlpatterns = [
    path("", views.discover, name="discover"),
    path("check/", views.check, name="check"),
    path("check/result", views.result, name="result"),
    path("check/need", views.make_need, name="make-need"),
]
