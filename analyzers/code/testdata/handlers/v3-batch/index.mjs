import { BatchGetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const client = new SecretsManagerClient({});

export const handler = async () => {
  const command = new BatchGetSecretValueCommand({ SecretIdList: [process.env.FIRST, 'app/second'] });
  const { SecretValues } = await client.send(command);
  return SecretValues.length;
};
