import { SecretsManagerClient, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';

class Service {
  #secret;

  async secret() {
    if (!this.#secret) {
      const client = new SecretsManagerClient({});
      this.#secret = await client.send(new GetSecretValueCommand({ SecretId: process.env.ARN }));
    }
    return this.#secret;
  }
}

export const handler = async (event) => {
  const service = new Service();
  return service.secret();
};
