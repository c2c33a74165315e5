"use strict";
var __awaiter = (this && this.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};
var _a;
Object.defineProperty(exports, "__esModule", { value: true });
exports.handler = void 0;
const client_secrets_manager_1 = require("@aws-sdk/client-secrets-manager");
const parse_1 = require("./parse");
const client = new client_secrets_manager_1.SecretsManagerClient({});
const id = (_a = process.env.SECRET_ARN) !== null && _a !== void 0 ? _a : 'app/default';
let cached;
function secret() {
    return __awaiter(this, void 0, void 0, function* () {
        if (!cached) {
            const out = yield client.send(new client_secrets_manager_1.GetSecretValueCommand({ SecretId: id }));
            cached = out.SecretString;
        }
        return cached;
    });
}
const handler = (event) => __awaiter(void 0, void 0, void 0, function* () {
    if (event.fresh) {
        const out = yield client.send(new client_secrets_manager_1.GetSecretValueCommand({ SecretId: id }));
        return (0, parse_1.parse)(out.SecretString);
    }
    return (0, parse_1.parse)(yield secret());
});
exports.handler = handler;
