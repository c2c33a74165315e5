// Connects to the database.
const url = `postgres://app:${process.env.PASSWORD}@db.internal.corp:5432/app`;
exports.handler = async () => url.length;
