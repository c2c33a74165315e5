import os

import boto3

client = boto3.client("secretsmanager")


def handler(event, context):
    if event.get("token"):
        client.put_secret_value(SecretId=os.environ["TOKEN_SECRET"], SecretString=event["token"])
    return "ok"
