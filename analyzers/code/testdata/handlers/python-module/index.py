import os

import boto3

secret = boto3.client("secretsmanager").get_secret_value(SecretId=os.environ["SECRET_ARN"])


def handler(event, context):
    return secret["Name"]
