import { SecretsManagerClient, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';

const client = new SecretsManagerClient({});

export const handler = async (event) => {
  const response = await client.send(new GetSecretValueCommand({ SecretId: process.env.SECRET_ARN }));
  const secret = JSON.parse(response.SecretString);
  return { statusCode: 200, body: secret.username };
};
