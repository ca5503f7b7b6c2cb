from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "campus5g.portal.calls"
    label = "calls"
