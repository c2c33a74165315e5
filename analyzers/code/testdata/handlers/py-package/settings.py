from lib.client import fetch


def load(name):
    return fetch(name)
