// The client stands in another file.
import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { client } from "./client.mjs";

export const handler = async () => {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: process.env.SECRET_ARN }));
  return JSON.parse(SecretString).user;
};
