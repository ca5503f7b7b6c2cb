from django.urls import path

from campus5g.portal.projects import line_views, views

app_name = "projects"
urlpatterns = [
    path("", views.project_list, name="list"),
    path("new/<int:need_pk>", views.open_page, name="open"),
    path("<int:pk>", views.detail, name="detail"),
    path("<int:pk>/edit", views.edit, name="edit"),
    path("<int:pk>/ready", views.ready, name="ready"),
    path("<int:pk>/archive", views.archive, name="archive"),
    path("<int:pk>/partners/new", views.invite, name="invite"),
    path("<int:pk>/partners/<int:partner_pk>/answer", views.answer, name="answer"),
    path("<int:pk>/partners/<int:partner_pk>/remove", views.remove_partner, name="remove-partner"),
    path("<int:pk>/partners/<int:partner_pk>/lines/new", line_views.line_page, name="new-line"),
    path("<int:pk>/partners/<int:partner_pk>/lines/<int:line_pk>", line_views.line_page, name="edit-line"),
    path("<int:pk>/partners/<int:partner_pk>/lines/try", line_views.try_line, name="try-line"),
    path("<int:pk>/lines/<int:line_pk>/remove", line_views.remove_line, name="remove-line"),
]
