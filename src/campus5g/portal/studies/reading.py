"""The doors to a finished study: what cannot be read, or has no plan, is not found."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from campus5g.portal.studies.models import Study


def readable(pk: int) -> Study:
    """A finished study that the engines of today read, or nothing."""
    study: Study = get_object_or_404(Study.objects.select_related("need__organisation", "organisation", "job"), pk=pk)
    if not study.readable:
        raise Http404
    return study


def planned(pk: int) -> Study:
    """A finished study whose network could be planned, or nothing."""
    study = readable(pk)
    if study.core.plan is None:
        raise Http404
    return study
