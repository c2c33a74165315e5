import { makeClient } from '@acme/aws';

const secrets = makeClient('secretsmanager');

export const handler = async () => {
  const out = await secrets.getSecretValue({ SecretId: process.env.SECRET_ARN });
  return out.SecretString.length;
};
