import json

import boto3

_client = boto3.client("secretsmanager")


def fetch(name):
    return json.loads(_client.get_secret_value(SecretId=name)["SecretString"])
