import memoize from 'lodash.memoize';
import { SecretsManagerClient, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';

const client = new SecretsManagerClient({});
const getSecret = memoize(async (id) => client.send(new GetSecretValueCommand({ SecretId: id })));

export const handler = async () => (await getSecret(process.env.SECRET_ARN)).Name;
