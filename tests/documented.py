"""What the documentation of an API shows."""

from functools import cache
from types import ModuleType
from typing import Any

from fastapi import FastAPI


def example(api: ModuleType, model: type) -> Any:
    """The one example of a model in the OpenAPI document."""
    (shown,) = _schemas(api)[model.__name__]["examples"]
    return shown


@cache
def _schemas(api: ModuleType) -> dict[str, Any]:
    app = FastAPI()
    for router in api.routers:
        app.include_router(router)
    schemas: dict[str, Any] = app.openapi()["components"]["schemas"]
    return schemas
