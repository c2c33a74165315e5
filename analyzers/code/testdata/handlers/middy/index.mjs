import middy from '@middy/core';
import secretsManager from '@middy/secrets-manager';

const lambda = async (event, context) => ({ statusCode: 200, body: String(context.token.length) });

export const handler = middy(lambda)
  .use(secretsManager({ fetchData: { token: 'app/token', db: process.env.DB_SECRET }, setToContext: true }));
