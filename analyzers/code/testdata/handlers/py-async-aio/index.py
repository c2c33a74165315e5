import asyncio
import os

import aioboto3
from aiobotocore.session import get_session

session = aioboto3.Session()


async def secret(name: str) -> str:
    async with session.client("secretsmanager") as client:
        response = await client.get_secret_value(SecretId=name)
    return response["SecretString"]


async def many(names):
    async with (
        get_session().create_client("secretsmanager", region_name="eu-west-1") as client,
        asyncio.timeout(5),
    ):
        return await client.batch_get_secret_value(SecretIdList=names)


async def main(event):
    match event:
        case {"names": [*names]}:
            return await many(names)
        case {"name": str() as name} if name:
            return await secret(name)
        case _:
            one, two = await asyncio.gather(secret(os.environ["ONE"]), secret("two"))
            return one + two


def handler(event, context):
    return asyncio.run(main(event))
