from django.urls import path

from campus5g.portal.programme import amendment_views, committee_views, import_views, plan_views, proof_views, views

app_name = "programme"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("new", views.new, name="new"),
    path("from/<int:project_pk>", views.open_from, name="open-from"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit", views.edit, name="edit"),
    path("<int:pk>/state", views.state, name="state"),
    path("<int:pk>/participants/new", views.participant, name="new-participant"),
    path("<int:pk>/import", import_views.import_page, name="import"),
    path("<int:pk>/export/<slug:what>.<str:kind>", views.export, name="export"),
    path("<int:pk>/strands/new", plan_views.new_strand, name="new-strand"),
    path("strands/<int:pk>/actions/new", plan_views.new_action, name="new-action"),
    path("actions/<int:pk>/", plan_views.action, name="action"),
    path("actions/<int:pk>/edit", plan_views.edit_action, name="edit-action"),
    path("actions/<int:pk>/milestones/new", plan_views.new_milestone, name="new-milestone"),
    path("milestones/<int:pk>/", plan_views.milestone, name="milestone"),
    path("milestones/<int:pk>/edit", plan_views.edit_milestone, name="edit-milestone"),
    path("<int:pk>/amendments/", amendment_views.amendments, name="amendments"),
    path("<int:pk>/amendments/new/<slug:kind>", amendment_views.propose, name="propose"),
    path("amendments/<int:pk>/", amendment_views.amendment, name="amendment"),
    path("<int:pk>/indicators/", proof_views.proof, name="proof"),
    path("<int:pk>/indicators/new", proof_views.new_indicator, name="new-indicator"),
    path("indicators/<int:pk>/", proof_views.indicator, name="indicator"),
    path("indicators/<int:pk>/edit", proof_views.edit_indicator, name="edit-indicator"),
    path("<int:pk>/risks/new", proof_views.new_risk, name="new-risk"),
    path("risks/<int:pk>/", proof_views.risk, name="risk"),
    path("<int:pk>/committee/", committee_views.committee, name="committee"),
    path("<int:pk>/committee/page", committee_views.printed, name="printed"),
    path("<int:pk>/anchor", committee_views.anchor, name="anchor"),
    path("<int:pk>/anchor.pdf", committee_views.anchor_paper, name="anchor-paper"),
    path("meetings/<int:pk>/", committee_views.meeting, name="meeting"),
    path("meetings/<int:pk>/minutes.pdf", committee_views.minutes, name="minutes"),
    path("resolutions/<int:pk>/finish", committee_views.finish, name="finish"),
]
