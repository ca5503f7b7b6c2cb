from django.urls import path

from campus5g.portal.financing import plan_views, views

app_name = "financing"
urlpatterns = [
    path("<int:project_pk>", plan_views.plan_page, name="plan"),
    path("<int:project_pk>/days", plan_views.days_page, name="days"),
    path("awards/<int:organisation_pk>", views.awards_page, name="awards"),
]
