from django.apps import AppConfig


class StudiesConfig(AppConfig):
    name = "campus5g.portal.studies"
    label = "studies"
