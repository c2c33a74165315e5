import { SecretsManager } from '@aws-sdk/client-secrets-manager';

export const secret = await new SecretsManager({}).getSecretValue({ SecretId: 'app/old' });
