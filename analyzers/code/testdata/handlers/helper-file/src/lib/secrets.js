const { SecretsManagerClient, GetSecretValueCommand } = require('@aws-sdk/client-secrets-manager');
const client = new SecretsManagerClient({});

async function getSecret(secretId) {
  const command = new GetSecretValueCommand({ SecretId: secretId });
  const { SecretString } = await client.send(command);
  return SecretString;
}

async function unused() {
  return client.send(new GetSecretValueCommand({ SecretId: 'app/never' }));
}

module.exports = { getSecret, unused };
