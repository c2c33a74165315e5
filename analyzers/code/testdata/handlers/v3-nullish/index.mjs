import * as sm from '@aws-sdk/client-secrets-manager';

const client = new sm.SecretsManagerClient({});
let key;

export const handler = async (event) => {
  key ??= (await client.send(new sm.GetSecretValueCommand({ SecretId: 'prod/stripe/key' }))).SecretString;
  return fetch('https://api.stripe.com/v1/charges', { headers: { authorization: `Bearer ${key}` } });
};
