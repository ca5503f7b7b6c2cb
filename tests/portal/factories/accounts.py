"""People."""

from __future__ import annotations

import factory
from django.contrib.auth.hashers import make_password

from campus5g.portal.accounts.models import User

PASSWORD = "une phrase de passe pour les essais"


class UserFactory(factory.django.DjangoModelFactory):
    """A person who signs in with ``PASSWORD``."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@test.example")
    full_name = factory.Sequence(lambda n: f"Person Number {n}")
    language = "en"
    password = factory.LazyFunction(lambda: make_password(PASSWORD))
