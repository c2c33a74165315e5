const aws = require('@aws-sdk/client-secrets-manager');

const client = new aws.SecretsManagerClient({});
const fetchAll = async (ids) => Promise.all(ids.map((id) => client.send(new aws.GetSecretValueCommand({ SecretId: id }))));
const secrets = fetchAll([process.env.A, process.env.B]);

module.exports.handler = async () => {
  const [a, b] = await secrets;
  return a.SecretString.length + b.SecretString.length;
};
