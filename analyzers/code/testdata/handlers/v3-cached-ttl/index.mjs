import { SecretsManager } from '@aws-sdk/client-secrets-manager';

const sm = new SecretsManager({});
const { SECRET_ID: secretId } = process.env;
const TTL = 5 * 60 * 1000;
let value = null;
let fetchedAt = 0;

async function load() {
  if (!value || Date.now() - fetchedAt > TTL) {
    const out = await sm.getSecretValue({ SecretId: secretId });
    value = out.SecretString;
    fetchedAt = Date.now();
  }
  return value;
}

export async function handler(event) {
  return { length: (await load()).length };
}
