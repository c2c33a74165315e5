const { getSecret } = require('./lib/secrets');

exports.handler = async (event) => {
  const secret = await getSecret(process.env.API_SECRET);
  return secret.length;
};
