from django.urls import path

from campus5g.portal.home import views

app_name = "home"
urlpatterns = [path("", views.home, name="home")]
