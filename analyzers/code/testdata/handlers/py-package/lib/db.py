from .client import fetch


def password(name):
    return fetch(name)["password"]
