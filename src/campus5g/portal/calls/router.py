"""The operations of this room over the API, gathered by path: one path may be read in one module and written in another."""

from ninja import Router

router = Router(tags=["calls"])
