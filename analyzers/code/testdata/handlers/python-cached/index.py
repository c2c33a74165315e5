import os

import boto3

_secret = None


def get_secret():
    global _secret
    if _secret is None:
        client = boto3.client("secretsmanager")
        _secret = client.get_secret_value(SecretId=os.environ["SECRET_ARN"])["SecretString"]
    return _secret


def handler(event, context):
    return len(get_secret())
