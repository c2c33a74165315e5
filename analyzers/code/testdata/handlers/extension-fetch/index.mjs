const port = process.env.PARAMETERS_SECRETS_EXTENSION_HTTP_PORT ?? '2773';

const getSecret = async (secretId) => {
  const url = `http://localhost:${port}/secretsmanager/get?secretId=${encodeURIComponent(secretId)}`;
  const response = await fetch(url, { headers: { 'X-Aws-Parameters-Secrets-Token': process.env.AWS_SESSION_TOKEN } });
  return (await response.json()).SecretString;
};

export const handler = async () => {
  const secret = await getSecret(process.env.SECRET_NAME);
  return secret.length;
};
