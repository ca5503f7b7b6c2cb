from django.urls import path

from campus5g.portal.funds import advance_views, agreement_views, bank_views, claim_views, report_views, review_views, views

app_name = "funds"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("programmes/<int:pk>/", views.programme, name="programme"),
    path("programmes/<int:pk>/payments.<str:kind>", views.payments_export, name="payments-export"),
    path("programmes/<int:pk>/agreements/new", agreement_views.new, name="new-agreement"),
    path("programmes/<int:pk>/book/", views.book, name="book"),
    path("programmes/<int:pk>/book.<str:kind>", views.book_export, name="book-export"),
    path("programmes/<int:pk>/periods", views.period, name="period"),
    path("programmes/<int:pk>/bank/", bank_views.bank, name="bank"),
    path("programmes/<int:pk>/report/", report_views.report, name="report"),
    path("programmes/<int:pk>/report.<str:kind>", report_views.report_file, name="report-file"),
    path("agreements/<int:pk>/", agreement_views.agreement, name="agreement"),
    path("agreements/<int:pk>/edit", agreement_views.edit, name="edit-agreement"),
    path("agreements/<int:pk>/share", agreement_views.share, name="share"),
    path("agreements/<int:pk>/line", agreement_views.line, name="budget-line"),
    path("agreements/<int:pk>/sign", agreement_views.sign, name="sign"),
    path("agreements/<int:pk>/payment", agreement_views.expect, name="expect"),
    path("agreements/<int:pk>/claim", claim_views.new, name="new-claim"),
    path("payments/<int:pk>/paid", agreement_views.pay, name="pay"),
    path("claims/", claim_views.claims, name="claims"),
    path("claims/export.<str:kind>", claim_views.export, name="claims-export"),
    path("claims/<int:pk>/", claim_views.claim, name="claim"),
    path("claims/<int:pk>/submit", claim_views.submit, name="submit"),
    path("claims/<int:pk>/withdraw", claim_views.withdraw, name="withdraw"),
    path("claims/<int:pk>/<str:step>", review_views.step, name="step"),
    path("lines/<int:pk>/", claim_views.line, name="line"),
    path("lines/<int:pk>/judge", review_views.judge, name="judge"),
    path("lines/<int:pk>/remove", claim_views.remove, name="remove-line"),
    path("advances/<int:pk>/", advance_views.advance, name="advance"),
    path("advances/<int:pk>/ask", advance_views.ask, name="ask-change"),
    path("changes/<int:pk>/decide", advance_views.decide, name="decide-change"),
    path("statements/<int:pk>/settle", bank_views.settle, name="settle"),
]
