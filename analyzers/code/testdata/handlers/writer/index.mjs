import { SecretsManagerClient, PutSecretValueCommand, UpdateSecretCommand } from '@aws-sdk/client-secrets-manager';

const client = new SecretsManagerClient({});

export const handler = async (event) => {
  await client.send(new PutSecretValueCommand({ SecretId: process.env.TOKEN_SECRET, SecretString: event.token }));
  if (event.note) {
    await client.send(new UpdateSecretCommand({ SecretId: 'app/notes', Description: event.note }));
  }
};
