from django.urls import path

from campus5g.portal.directory import group_views, people_views, views

app_name = "directory"
urlpatterns = [
    path("", views.organisations, name="list"),
    path("export.csv", views.export, name="export"),
    path("new", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/facts/", views.facts, name="facts"),
    path("<int:pk>/edit", views.edit, name="edit"),
    path("<int:pk>/archive", views.archive, name="archive"),
    path("<int:pk>/restore", views.restore, name="restore"),
    path("<int:pk>/people/", people_views.people, name="people"),
    path("<int:pk>/group/", group_views.group_page, name="group"),
    path("<int:pk>/group/stakes/new", group_views.new_stake, name="new-stake"),
    path("<int:pk>/group/accounts/new", group_views.new_accounts, name="new-accounts"),
    path("stakes/<int:pk>/confirm", group_views.confirm, name="confirm-stake"),
    path("stakes/<int:pk>/end", group_views.end, name="end-stake"),
    path("members/<int:pk>/manager", people_views.manager, name="manager"),
    path("members/<int:pk>/end", people_views.end, name="end"),
    path("invitations/<int:pk>/revoke", people_views.revoke, name="revoke"),
    path("invitation/<str:token>", people_views.invitation, name="invitation"),
    path("switch", people_views.switch, name="switch"),
]
