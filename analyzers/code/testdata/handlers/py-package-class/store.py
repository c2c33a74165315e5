import boto3


class Store:
    def __init__(self):
        self.client = boto3.client("secretsmanager")
        self._kept = {}

    def get(self, name):
        if name not in self._kept:
            self._kept[name] = self.client.get_secret_value(SecretId=name)["SecretString"]
        return self._kept[name]


shared = Store()
