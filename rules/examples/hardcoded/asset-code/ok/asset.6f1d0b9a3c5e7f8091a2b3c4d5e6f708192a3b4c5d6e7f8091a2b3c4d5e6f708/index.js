const { SecretsManagerClient, GetSecretValueCommand } = require('@aws-sdk/client-secrets-manager');
const client = new SecretsManagerClient({});
const kept = client.send(new GetSecretValueCommand({ SecretId: process.env.SECRET_ARN }));
exports.handler = async () => (await kept).SecretString.length;
