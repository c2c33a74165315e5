// Connects to the database.
const url = "postgres://app:Zq7rT2mX9w@db.internal.corp:5432/app";
exports.handler = async () => url.length;
