from django.urls import path

from campus5g.portal.financing import views

app_name = "financing"
urlpatterns = [
    path("<int:project_pk>", views.plan_page, name="plan"),
    path("awards/<int:organisation_pk>", views.awards_page, name="awards"),
]
