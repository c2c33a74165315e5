import { SecretsManagerClient, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';

const client = new SecretsManagerClient();
let pending;

const secret = () => {
  if (!pending) {
    pending = client.send(new GetSecretValueCommand({ SecretId: process.env['DB_SECRET'] }))
      .then((r) => JSON.parse(r.SecretString))
      .catch((err) => {
        pending = undefined;
        throw err;
      });
  }
  return pending;
};

export const handler = async () => (await secret()).host;
