from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "campus5g.portal.dossiers"
    label = "dossiers"
