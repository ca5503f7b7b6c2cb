from django.apps import AppConfig


class FinancingConfig(AppConfig):
    name = "campus5g.portal.financing"
    label = "financing"
