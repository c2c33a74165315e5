import { SecretsManagerClient, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { cacheGet, cacheSet } from './store.mjs';

const client = new SecretsManagerClient({});

export const handler = async (event) => {
  const known = cacheGet('secret');
  if (known) return known.length;
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: process.env.SECRET_ARN }));
  cacheSet('secret', SecretString);
  return SecretString.length;
};
