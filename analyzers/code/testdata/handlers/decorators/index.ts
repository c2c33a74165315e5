import { Logger } from '@aws-lambda-powertools/logger';
import type { LambdaInterface } from '@aws-lambda-powertools/commons/types';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const logger = new Logger();
const client = new SecretsManagerClient({});

class Lambda implements LambdaInterface {
  @logger.injectLambdaContext()
  public async handler(_event: unknown, _context: unknown): Promise<void> {
    const out = await client.send(new GetSecretValueCommand({ SecretId: process.env.SECRET_ARN }));
    logger.info('read', { name: out.Name });
  }
}

const lambda = new Lambda();
export const handler = lambda.handler.bind(lambda);
