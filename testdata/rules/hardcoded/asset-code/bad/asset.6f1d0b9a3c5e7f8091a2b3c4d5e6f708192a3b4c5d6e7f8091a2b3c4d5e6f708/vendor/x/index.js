module.exports = "postgres://app:Zq7rT2mX9w@db.internal.corp:5432/app";
