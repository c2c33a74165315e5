import boto3

client = boto3.client("secretsmanager")


def read(name):
    return client.get_secret_value(SecretId=name)["SecretString"]
