import os
import time

import boto3
from botocore.exceptions import ClientError

sm = boto3.client("secretsmanager")
SECRET_ID = os.environ["SECRET_ID"]
TTL = 300
_secret = None
_fetched = 0
CACHE = {}


def get_secret():
    global _secret, _fetched
    now = time.time()
    if _secret is None or now - _fetched > TTL:
        try:
            _secret = sm.get_secret_value(SecretId=SECRET_ID)["SecretString"]
        except ClientError as e:
            raise RuntimeError("no secret") from e
        _fetched = now
    return _secret


def cached(name):
    try:
        return CACHE[name]
    except KeyError:
        value = sm.get_secret_value(SecretId=name)
        CACHE[name] = value
        return value


def each(name):
    value = sm.get_secret_value(SecretId=name)
    CACHE[name] = value
    return value


def handler(event, context):
    if event["kind"] == "other":
        return each("other/one")
    return get_secret() + cached("third")["SecretString"]
