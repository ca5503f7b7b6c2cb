"""Certificates: issued by the body, printed by the learner, verified by anybody."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.decisions import Conflict, require
from campus5g.portal.base.scope import acting
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.training import actions
from campus5g.portal.training.codes import qr_picture
from campus5g.portal.training.forms import WhyForm
from campus5g.portal.training.learner_views import personal
from campus5g.portal.training.limits import within
from campus5g.portal.training.models import Certificate, Registration, Session
from campus5g.portal.training.permissions import can_edit_session
from campus5g.portal.training.standing import hide_from_others


@require_POST
def certify(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(Session.objects.select_related("training__organisation"), pk=pk)
    hide_from_others(request.actor, session.training)
    made = actions.certify(request.actor, session)
    messages.success(request, _("Certificates issued: %(n)s.") % {"n": len(made)})
    return redirect(session)


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """A certificate, for those who may see its learner: the body, the employer, the learner with an account."""
    return _printable(request, _certificate(pk))


@require_GET
@personal
def mine(request: HttpRequest, registration: Registration) -> HttpResponse:
    """One's own certificate, from the personal page."""
    found = Certificate.objects.filter(registration=registration, revoked_at=None)
    return _printable(request, get_object_or_404(found.select_related("registration__session__training__organisation")))


def _printable(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    address = request.build_absolute_uri(reverse("training:verify", args=[certificate.code]))
    session = certificate.registration.session
    context = {
        **_said(certificate), "address": address, "qr": qr_picture(address), "session": session,
        "may_revoke": certificate.holds and bool(can_edit_session(request.actor, session)),
    }  # fmt: skip
    return render(request, "training/certificate.html", context)


@login_not_required
@require_GET
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What anybody who holds a certificate may check: what is certified, by whom, when, and whether it holds."""
    if not within(request, "verify"):
        raise Http404
    with acting(SYSTEM):
        certificate = Certificate.objects.filter(code=code).first()
        if certificate is None:
            answer = render(request, "training/verify_none.html", status=404)
        else:
            answer = render(request, "training/verify.html", _said(certificate))
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    certificate = _certificate(pk)
    require(can_edit_session(request.actor, certificate.registration.session))
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.revoke(request.actor, certificate, form.cleaned_data["why"])
        except Conflict as conflict:
            form.add_error(None, say(conflict.reason))
        else:
            messages.success(request, _("The certificate is taken back; whoever verifies it reads so."))
            return redirect(certificate.registration.session)
    context = {
        "form": form, "thing": certificate, "heading": _("Take the certificate back"), "button": _("Take it back"),
        "said": _("Its public page will say that it holds no more, and why."),
        "back": reverse("training:certificate", args=[pk]),
    }  # fmt: skip
    return render(request, "training/why.html", context, status=400 if form.errors else 200)


def _said(certificate: Certificate) -> dict[str, Any]:
    said = certificate.said
    return {
        "certificate": certificate, "said": said, "first": date.fromisoformat(said["first"]),
        "last": date.fromisoformat(said["last"]),
    }  # fmt: skip


def _certificate(pk: int) -> Certificate:
    found = Certificate.objects.select_related("registration__session__training__organisation")
    certificate: Certificate = get_object_or_404(found, pk=pk)
    return certificate
