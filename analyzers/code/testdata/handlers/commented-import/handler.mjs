export const handler = async () => globalThis.secret.Name;
