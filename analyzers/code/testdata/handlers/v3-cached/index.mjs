import { SecretsManagerClient, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';

const client = new SecretsManagerClient({ region: process.env.AWS_REGION });
let cached;

async function getSecret() {
  if (cached) return cached;
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: process.env.SECRET_ARN }));
  cached = JSON.parse(SecretString);
  return cached;
}

export const handler = async () => {
  const secret = await getSecret();
  return { user: secret.username };
};
