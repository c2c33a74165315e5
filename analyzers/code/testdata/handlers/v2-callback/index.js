var AWSXRay = require('aws-xray-sdk');
var AWS = AWSXRay.captureAWS(require('aws-sdk'));
var client = new AWS.SecretsManager();
var secret;

exports.handler = function (event, context, callback) {
  if (secret) {
    return callback(null, secret.length);
  }
  client.getSecretValue({ SecretId: process.env.SECRET_NAME || 'fallback' }, function (err, data) {
    if (err) return callback(err);
    secret = data.SecretString;
    callback(null, secret.length);
  });
};
