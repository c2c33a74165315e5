const AWS = require('aws-sdk');
const sm = new AWS.SecretsManager({ region: 'eu-west-1' });

exports.handler = async function (event, context) {
  const data = await sm.getSecretValue({ SecretId: `${process.env.STAGE}/db/password` }).promise();
  return JSON.parse(data.SecretString).username;
};
