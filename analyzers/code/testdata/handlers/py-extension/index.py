import json
import os
import urllib.parse
import urllib.request

import requests
import urllib3

PORT = os.environ.get("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", 2773)
http = urllib3.PoolManager()
HEADERS = {"X-Aws-Parameters-Secrets-Token": os.environ.get("AWS_SESSION_TOKEN")}


def from_extension(name):
    url = f"http://localhost:{PORT}/secretsmanager/get?secretId={urllib.parse.quote(name, safe='')}"
    req = urllib.request.Request(url)
    req.add_header("X-Aws-Parameters-Secrets-Token", os.environ["AWS_SESSION_TOKEN"])
    with urllib.request.urlopen(req) as response:
        return json.loads(response.read())["SecretString"]


def by_requests():
    return requests.get(
        "http://localhost:2773/secretsmanager/get", params={"secretId": os.environ["API_SECRET"]}, headers=HEADERS
    ).json()


def by_pool():
    r = http.request("GET", "http://localhost:" + str(PORT) + "/secretsmanager/get?secretId=prod/db&versionStage=AWSCURRENT")
    return r.data


def handler(event, context):
    return from_extension(os.environ["SECRET_NAME"]), by_requests(), by_pool()
