var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// index.ts
var index_exports = {};
__export(index_exports, {
  handler: () => handler
});
module.exports = __toCommonJS(index_exports);
var import_client_secrets_manager = require("@aws-sdk/client-secrets-manager");

// parse.ts
var parse = (text) => JSON.parse(text).username;

// index.ts
var client = new import_client_secrets_manager.SecretsManagerClient({});
var id = process.env.SECRET_ARN ?? "app/default";
var cached;
async function secret() {
  if (!cached) {
    const out = await client.send(new import_client_secrets_manager.GetSecretValueCommand({ SecretId: id }));
    cached = out.SecretString;
  }
  return cached;
}
var handler = async (event) => {
  if (event.fresh) {
    const out = await client.send(new import_client_secrets_manager.GetSecretValueCommand({ SecretId: id }));
    return parse(out.SecretString);
  }
  return parse(await secret());
};
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  handler
});
