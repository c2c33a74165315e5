"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.parse = void 0;
const parse = (text) => JSON.parse(text).username;
exports.parse = parse;
