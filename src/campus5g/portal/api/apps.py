from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "campus5g.portal.api"
    label = "api"
