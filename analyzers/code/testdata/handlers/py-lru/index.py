from functools import lru_cache, partial
import os
import boto3
from botocore.config import Config


@lru_cache(maxsize=None)
def sm():
    return boto3.client("secretsmanager", config=Config(retries={"max_attempts": 5}))


@lru_cache
def get_secret(name: str, stage: str = "AWSCURRENT") -> str:
    return sm().get_secret_value(SecretId=name, VersionStage=stage)["SecretString"]


def uncached(name):
    kwargs = {"SecretId": name}
    kwargs["VersionStage"] = "AWSPREVIOUS"
    return sm().get_secret_value(**kwargs)["SecretString"]


db_password = partial(get_secret, os.environ["DB_SECRET"])


def handler(event, context):
    return [db_password(), get_secret("prod/api"), uncached(name="prod/%s" % os.environ["TENANT"])]
