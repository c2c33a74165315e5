from functools import lru_cache

import boto3

sm = boto3.client("secretsmanager")


@lru_cache(maxsize=None)
def secret(name):
    return sm.get_secret_value(SecretId=name)["SecretString"]


def handler(event, context):
    return len(secret("app/token"))
