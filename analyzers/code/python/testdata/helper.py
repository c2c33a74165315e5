"""A handler that leaves secrets to other modules."""
from __future__ import annotations

import concurrent.futures
import os

import lib.db as db
import lib.cache.memory
from . import settings
from .secrets import get_secret, store as secret_store
from shared import SecretService

_service: SecretService | None = None


def service() -> SecretService:
    global _service
    if _service is None:
        _service = SecretService(os.environ["SERVICE_SECRET"])
    return _service


def handler(event, context):
    with concurrent.futures.ThreadPoolExecutor() as pool:
        a = pool.submit(get_secret, os.environ["A"])
        b = pool.submit(lambda: get_secret("b"))
    db.connect(f"rds!{os.environ['CLUSTER']}")
    lib.cache.memory.put(settings.load("x"), secret_store.read(name="c"))
    return service().fetch(), a.result(), b.result()
