"""The REST API of the campus."""

from ninja import NinjaAPI

api = NinjaAPI(title="campus5g", urls_namespace="api")
