import functools
import os

import boto3
from aws_secretsmanager_caching import InjectKeywordedSecretString, InjectSecretString, SecretCache, SecretCacheConfig

client = boto3.client("secretsmanager")
cache = SecretCache(config=SecretCacheConfig(), client=client)


def with_secret(env_name):
    def decorator(func):
        @functools.wraps(func)
        def wrapper(event, context):
            event["secret"] = client.get_secret_value(SecretId=os.environ[env_name])
            return func(event, context)

        return wrapper

    return decorator


def logged(func):
    @functools.wraps(func)
    def inner(*args, **kwargs):
        print(func.__name__)
        return func(*args, **kwargs)

    return inner


@InjectSecretString("prod/simple", cache)
def simple(secret, event):
    return len(secret)


@InjectKeywordedSecretString(secret_id="prod/db", cache=cache, user="username", password="password")
def connect(event, user, password):
    return user, password


@logged
def direct(event):
    return cache.get_secret_string(os.environ["DIRECT"])


@with_secret("WRAPPED")
def handler(event, context):
    return simple(event), connect(event), direct(event)


other_handler = logged(handler)
