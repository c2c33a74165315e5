import { SecretsManagerClient, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';

const client = new SecretsManagerClient({});
let secret;

export const handler = async (event) => {
  secret = undefined;
  if (!secret) {
    secret = await client.send(new GetSecretValueCommand({ SecretId: process.env.SECRET_ARN }));
  }
  return secret.Name;
};
