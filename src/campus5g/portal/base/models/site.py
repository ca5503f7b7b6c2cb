"""The settings of this campus that its office may change on a page."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SiteSettings(models.Model):
    """One row. ``demonstration`` puts the banner on every page: every company, person and claim is then fictitious."""

    name = models.CharField(_("name of the campus"), max_length=120, default="Campus 5G")
    territory = models.CharField(_("territory"), max_length=120, blank=True)
    logo = models.FileField(_("logo"), upload_to="site/", blank=True)
    latitude = models.FloatField(_("latitude of the map"), default=51.035)
    longitude = models.FloatField(_("longitude of the map"), default=2.35)
    contact_email = models.EmailField(_("contact address"), blank=True)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    host = models.CharField(_("hosting company and its address"), max_length=300, blank=True)
    data_officer = models.CharField(_("data protection contact"), max_length=200, blank=True)
    mail_sender = models.EmailField(_("sender of the mails"), blank=True)
    send_mails = models.BooleanField(_("send notifications by mail too"), default=False)
    demonstration = models.BooleanField(default=False, editable=False)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> SiteSettings:
        return cls.objects.filter(pk=1).first() or cls(pk=1)
