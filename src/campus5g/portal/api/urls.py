from django.urls import path

from campus5g.portal.api import views

app_name = "tokens"
urlpatterns = [path("", views.tokens, name="list"), path("<int:pk>/revoke", views.revoke, name="revoke")]
