from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "campus5g.portal.projects"
    label = "projects"
