import { SecretsManager } from '@aws-sdk/client-secrets-manager';

globalThis.secret = await new SecretsManager({}).getSecretValue({ SecretId: process.env.SECRET_ARN });
