import os

from lib import vault


def handler(event, context):
    return len(vault.read(os.environ["API_SECRET"]))
