import { SecretsManagerClient, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';

interface Credentials { username: string; password: string }

class Database {
  private credentials?: Credentials;

  constructor(private readonly client: SecretsManagerClient) {}

  async load(): Promise<Credentials> {
    if (this.credentials === undefined) {
      const result = await this.client.send(
        new GetSecretValueCommand({ SecretId: process.env.DB_SECRET_ARN }),
      );
      this.credentials = JSON.parse(result.SecretString!) as Credentials;
    }
    return this.credentials!;
  }
}

const database = new Database(new SecretsManagerClient({}));

export const handler = async (): Promise<string> => (await database.load()).username;
