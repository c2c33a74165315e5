import json
import os
import boto3
import psycopg2

session = boto3.session.Session()
client = session.client(service_name="secretsmanager", region_name=os.environ.get("AWS_REGION", "us-east-1"))
secret = json.loads(client.get_secret_value(SecretId=os.environ["DB_SECRET_ARN"])["SecretString"])
connection = psycopg2.connect(host=secret["host"], password=secret["password"])


def handler(event, context):
    with connection.cursor() as cursor:
        cursor.execute("select 1")
        return cursor.fetchone()


if __name__ == "__main__":
    client.get_secret_value(SecretId="local/debug")
    print(handler({}, None))
