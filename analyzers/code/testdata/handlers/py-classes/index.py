"""A handler that is a method of an object made once."""
import json
import os

import boto3


class SecretStore:
    def __init__(self, client=None):
        self.client = client or boto3.client("secretsmanager")
        self._cache = {}

    def get(self, secret_id):
        if secret_id not in self._cache:
            response = self.client.get_secret_value(SecretId=secret_id)
            self._cache[secret_id] = json.loads(response["SecretString"])
        return self._cache[secret_id]

    def fresh(self, secret_id):
        return self.client.get_secret_value(SecretId=secret_id)["SecretString"]


class Api:
    NAME = os.environ["API_SECRET_ARN"]

    def __init__(self, store: SecretStore):
        self.store = store

    @property
    def token(self):
        return store.get(self.NAME)["token"]

    def handle(self, event, context):
        if event.get("rotate"):
            return store.fresh("api/fallback")
        return {"statusCode": 200, "headers": {"x": self.token}}


store = SecretStore()
api = Api(store)
handler = api.handle
