from django.urls import path

from campus5g.portal.dossiers import paper_views, template_views, views, writing_views

app_name = "dossiers"
urlpatterns = [
    path("<int:project_pk>", views.detail, name="detail"),
    path("<int:project_pk>/write", writing_views.write, name="write"),
    path("<int:project_pk>/questions/new", writing_views.ask, name="ask"),
    path("<int:project_pk>/write/<slug:key>", writing_views.section, name="section"),
    path("<int:project_pk>/write/<slug:key>/drop", writing_views.drop_question, name="drop-question"),
    path("<int:project_pk>/write/<slug:key>/library", writing_views.library, name="library"),
    path("<int:project_pk>/write/<slug:key>/reuse", writing_views.reuse, name="reuse"),
    path("<int:project_pk>/write/<slug:key>/<int:partner_pk>", writing_views.section, name="section"),
    path("<int:project_pk>/write/<slug:key>/<int:partner_pk>/library", writing_views.library, name="library"),
    path("<int:project_pk>/write/<slug:key>/<int:partner_pk>/reuse", writing_views.reuse, name="reuse"),
    path("sheets/<int:organisation_pk>", writing_views.sheet, name="sheet"),
    path("<int:project_pk>/documents", paper_views.papers, name="papers"),
    path("<int:project_pk>/documents/read", paper_views.read_call, name="read-call"),
    path("<int:project_pk>/documents/usual", paper_views.ask_usual, name="ask-usual"),
    path("<int:project_pk>/documents/<int:pk>/drop", paper_views.drop, name="drop-document"),
    path("<int:project_pk>/documents/<int:pk>/apart", paper_views.apart, name="hand-apart"),
    path("<int:project_pk>/templates", template_views.templates, name="templates"),
    path("<int:project_pk>/templates/<int:pk>", template_views.template, name="template"),
    path("<int:project_pk>/templates/<int:pk>/remove", template_views.remove, name="remove-template"),
    path("placeholders.csv", template_views.placeholder_list, name="placeholders"),
    path("sample.docx", template_views.sample, name="sample"),
    path("<int:project_pk>/packages/new", views.work, name="new-work"),
    path("<int:project_pk>/packages/<int:pk>", views.work, name="work"),
    path("<int:project_pk>/packages/<int:pk>/remove", views.remove_work, name="remove-work"),
    path("<int:project_pk>/v<int:number>.<slug:kind>", views.download, name="download"),
    path("<int:project_pk>/v<int:number>/submit", views.submit, name="submit"),
]
