import json
import os

import boto3

client = boto3.client("secretsmanager")


def handler(event, context):
    response = client.get_secret_value(SecretId=os.environ["SECRET_ARN"])
    secret = json.loads(response["SecretString"])
    return {"user": secret["username"]}
