from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities import parameters

logger = Logger()


@logger.inject_lambda_context
def handler(event, context):
    return len(parameters.get_secret("app/token", max_age=60))
