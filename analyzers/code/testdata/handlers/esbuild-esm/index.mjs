// index.ts
import { SecretsManagerClient, GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";

// parse.ts
var parse = (text) => JSON.parse(text).username;

// index.ts
var client = new SecretsManagerClient({});
var id = process.env.SECRET_ARN ?? "app/default";
var cached;
async function secret() {
  if (!cached) {
    const out = await client.send(new GetSecretValueCommand({ SecretId: id }));
    cached = out.SecretString;
  }
  return cached;
}
var handler = async (event) => {
  if (event.fresh) {
    const out = await client.send(new GetSecretValueCommand({ SecretId: id }));
    return parse(out.SecretString);
  }
  return parse(await secret());
};
export {
  handler
};
