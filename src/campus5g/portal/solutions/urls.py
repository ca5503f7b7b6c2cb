from django.urls import path

from campus5g.portal.solutions import introduction_views, views

app_name = "solutions"
urlpatterns = [
    path("", views.catalogue, name="list"),
    path("export.<str:kind>", views.export, name="export"),
    path("new", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit", views.edit, name="edit"),
    path("<int:pk>/publish", views.publish, name="publish"),
    path("<int:pk>/archive", views.archive, name="archive"),
    path("<int:pk>/meet", introduction_views.meet_owner, name="meet-owner"),
    path("needs/<int:need_pk>/meet", introduction_views.meet_need, name="meet-need"),
    path("needs/<int:need_pk>/answered", introduction_views.answered, name="answered"),
    path("answers/<int:pk>/withdraw", introduction_views.withdraw_answer, name="withdraw-answer"),
    path("introductions/", introduction_views.introductions, name="introductions"),
    path("introductions/export.<str:kind>", introduction_views.export, name="introductions-export"),
    path("introductions/<int:pk>/", introduction_views.introduction, name="introduction"),
    path("introductions/<int:pk>/withdraw", introduction_views.withdraw, name="withdraw"),
]
