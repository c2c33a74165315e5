"""A handler that leaves secrets to a package and to a module beside it."""
import os

from lib import db
from lib.tokens import token as api_token
import settings

SETTINGS = settings.load(os.environ["SETTINGS_SECRET"])


def handler(event, context):
    password = db.password(os.environ["DB_SECRET"])
    return {"token": api_token(), "password": bool(password), "settings": SETTINGS}
