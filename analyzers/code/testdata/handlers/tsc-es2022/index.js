"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.handler = void 0;
const client_secrets_manager_1 = require("@aws-sdk/client-secrets-manager");
const parse_1 = require("./parse");
const client = new client_secrets_manager_1.SecretsManagerClient({});
const id = process.env.SECRET_ARN ?? 'app/default';
let cached;
async function secret() {
    if (!cached) {
        const out = await client.send(new client_secrets_manager_1.GetSecretValueCommand({ SecretId: id }));
        cached = out.SecretString;
    }
    return cached;
}
const handler = async (event) => {
    if (event.fresh) {
        const out = await client.send(new client_secrets_manager_1.GetSecretValueCommand({ SecretId: id }));
        return (0, parse_1.parse)(out.SecretString);
    }
    return (0, parse_1.parse)(await secret());
};
exports.handler = handler;
