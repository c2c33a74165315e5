const { SecretsManagerClient, GetSecretValueCommand } = require('@aws-sdk/client-secrets-manager');

const client = new SecretsManagerClient({});
const cache = new Map();

async function fetchSecret(id) {
  if (cache.has(id)) {
    return cache.get(id);
  }
  const data = await client.send(new GetSecretValueCommand({ SecretId: id }));
  cache.set(id, data.SecretString);
  return data.SecretString;
}

exports.handler = async (event) => {
  const user = await fetchSecret(process.env.USER_SECRET);
  const token = await fetchSecret('app/token');
  return [user.length, token.length];
};
