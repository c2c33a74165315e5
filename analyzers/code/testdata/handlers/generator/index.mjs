import { SecretsManagerClient, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';

const client = new SecretsManagerClient({});

async function* secrets(ids) {
  for (const id of ids) {
    yield client.send(new GetSecretValueCommand({ SecretId: id }));
  }
}

export const handler = async (event) => {
  const found = [];
  for await (const secret of secrets(event.ids)) {
    found.push(secret.Name);
  }
  return found;
};
