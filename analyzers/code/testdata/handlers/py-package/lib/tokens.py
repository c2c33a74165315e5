from functools import lru_cache

from .client import fetch


@lru_cache(maxsize=1)
def token():
    return fetch("app/token")["token"]
