import json
import os
import urllib.request


def handler(event, context):
    url = f"http://localhost:2773/secretsmanager/get?secretId={os.environ['SECRET_ARN']}"
    request = urllib.request.Request(url, headers={"X-Aws-Parameters-Secrets-Token": os.environ["AWS_SESSION_TOKEN"]})
    with urllib.request.urlopen(request) as response:
        return len(json.load(response)["SecretString"])
