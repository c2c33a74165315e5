import { SecretsManagerClient, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';

const client = new SecretsManagerClient({});
let cached;

const getSecret = async (force = false) => {
  if (cached && !force) {
    return cached;
  }
  cached = await client.send(new GetSecretValueCommand({ SecretId: process.env.SECRET_ARN }));
  return cached;
};

export const handler = async (event) => (await getSecret(event.force)).Name;
