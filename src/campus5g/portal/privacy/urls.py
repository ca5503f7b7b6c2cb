from django.urls import path

from campus5g.portal.privacy import views

app_name = "privacy"
urlpatterns = [
    path("", views.register_page, name="register"),
    path("mine/", views.mine, name="mine"),
    path("mine/export", views.mine_export, name="mine-export"),
    path("mine/ask", views.ask, name="ask"),
    path("requests/", views.requests_page, name="requests"),
    path("requests/<int:pk>", views.answer, name="answer"),
]
