import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

const real = new SecretsManagerClient({});
const kept = new Map();

export const client = {
  async send(command) {
    const key = JSON.stringify(command.input);
    if (!kept.has(key)) kept.set(key, real.send(command));
    return kept.get(key);
  },
};
