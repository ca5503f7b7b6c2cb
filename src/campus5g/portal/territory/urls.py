from django.urls import path

from campus5g.portal.territory import jobs_views, power_views, tables_views, views

app_name = "territory"
urlpatterns = [
    path("", views.listing, name="list"),
    path("map", views.map_of_year, name="map"),
    path("figures.<str:kind>", views.export, name="export"),
    path("catalogue.jsonld", views.catalogue, name="catalogue"),
    path("new", views.new, name="new"),
    path("tables/", tables_views.tables, name="tables"),
    path("tables/<slug:kind>/drop", tables_views.drop, name="drop-table"),
    path("gaps/<int:pk>/end", jobs_views.end_gap, name="end-gap"),
    path("figures/<int:pk>/correct", views.correct, name="correct"),
    path("figures/<int:pk>/withdraw", views.withdraw, name="withdraw"),
    path("<slug:key>/", views.investment, name="investment"),
    path("<slug:key>/jobs/", jobs_views.jobs, name="jobs"),
    path("<slug:key>/jobs/ask", jobs_views.ask, name="ask"),
    path("<slug:key>/jobs.json", jobs_views.jobs_data, name="jobs-data"),
    path("<slug:key>/power/", power_views.power, name="power"),
    path("<slug:key>/four-pages.pdf", power_views.four_pages, name="four-pages"),
    path("<slug:key>/edit", views.edit, name="edit"),
    path("<slug:key>/figures/new", views.new_figure, name="new-figure"),
]
