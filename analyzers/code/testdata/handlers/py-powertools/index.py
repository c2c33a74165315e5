import json
import os

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.utilities import parameters
from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger()
tracer = Tracer()
metrics = Metrics()
app = APIGatewayRestResolver()

STAGE = os.environ["STAGE"]
provider = parameters.SecretsProvider()


@app.get("/orders")
@tracer.capture_method
def orders():
    key = parameters.get_secret(f"{STAGE}/orders/api-key", max_age=300)
    return {"orders": call(key)}


@app.post("/orders")
def create():
    password = provider.get(os.getenv("DB_SECRET"), transform="json")["password"]
    fresh = parameters.get_secret("orders/signing", force_fetch=True)
    return {"ok": bool(password and fresh)}


@tracer.capture_method
def call(key):
    return json.loads(key)


@logger.inject_lambda_context
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict, context: LambdaContext) -> dict:
    return app.resolve(event, context)
