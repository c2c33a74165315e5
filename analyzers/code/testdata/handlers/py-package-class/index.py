"""A class that keeps what it reads, made anew at each invocation."""
import os

from store import Store


def handler(event, context):
    return Store().get(os.environ["SECRET_ARN"])
