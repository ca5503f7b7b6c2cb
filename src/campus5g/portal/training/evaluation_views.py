"""Answering a questionnaire by one's link, and reading what all answers say together."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods

from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.base.scope import acting
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.training.actions.evaluations import answer_evaluation
from campus5g.portal.training.evaluation_letters import evaluation_at
from campus5g.portal.training.evaluation_questions import MARKS, OWN_WORDS, QUESTIONS
from campus5g.portal.training.evaluation_results import of_session, of_training
from campus5g.portal.training.limits import within
from campus5g.portal.training.models import Evaluation, Session, Training
from campus5g.portal.training.permissions import speaks_for


class EvaluationForm(forms.Form):
    """A mark for each question, and a person's own words."""

    def __init__(self, moment: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.moment = moment
        choices = [(mark, f"{mark} – {say(label)}") for mark, label in MARKS.items()]
        for question in QUESTIONS[moment]:
            self.fields[question.key] = forms.TypedChoiceField(
                label=say(question.text), choices=choices, coerce=int, widget=forms.RadioSelect
            )
        self.fields["comment"] = forms.CharField(
            label=say(OWN_WORDS[moment]), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_("Read by the training body, without your name."),
        )  # fmt: skip

    @property
    def marks(self) -> dict[str, int]:
        return {question.key: self.cleaned_data[question.key] for question in QUESTIONS[self.moment]}


@login_not_required
@require_http_methods(["GET", "POST"])
def evaluate(request: HttpRequest, token: str) -> HttpResponse:
    """Say what one thinks, without account; in one's own language unless another was chosen."""
    evaluation = evaluation_at(token)
    if evaluation is None or not within(request, "evaluate"):
        raise Http404
    chosen = "django_language" in request.COOKIES or request.user.is_authenticated or evaluation.registration is None
    with acting(SYSTEM):
        if chosen:
            return _evaluate(request, evaluation)
        with override(evaluation.registration.language):
            return _evaluate(request, evaluation)


def _evaluate(request: HttpRequest, evaluation: Evaluation) -> HttpResponse:
    form = EvaluationForm(evaluation.moment, request.POST or None)
    thanked = evaluation.answered_at is not None
    if request.method == "POST" and not thanked and form.is_valid():
        try:
            answer_evaluation(evaluation, form.marks, form.cleaned_data["comment"])
        except Conflict as conflict:
            form.add_error(None, say(conflict.reason))
        else:
            thanked = True
    context = {"form": form, "evaluation": evaluation, "training": evaluation.session.training, "thanked": thanked}
    answer = render(request, "training/evaluation.html", context, status=400 if form.errors and not thanked else 200)
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@require_GET
def session_results(request: HttpRequest, pk: int) -> HttpResponse:
    session: Session = get_object_or_404(Session.objects.select_related("training__organisation"), pk=pk)
    if not speaks_for(request.actor, session.training.organisation_id):
        raise Http404
    context = {"thing": session, "training": session.training, "results": of_session(session)}
    return render(request, "training/evaluation_results.html", context)


@require_GET
def training_results(request: HttpRequest, pk: int) -> HttpResponse:
    training: Training = get_object_or_404(Training.objects.select_related("organisation"), pk=pk)
    if not speaks_for(request.actor, training.organisation_id):
        raise Http404
    context = {"thing": training, "training": training, "results": of_training(training)}
    return render(request, "training/evaluation_results.html", context)
