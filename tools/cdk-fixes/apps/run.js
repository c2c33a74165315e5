// Synthesizes apps one after another in one process, since loading the CDK takes most of the time: the argument is
// a list in JSON of {app, out, fixes, flags}.
const path = require('path');

for (const { app, out, fixes, flags } of JSON.parse(process.argv[2])) {
  Object.assign(process.env, { OUT: out, FJALL_FIXES: fixes, FLAGS: flags });
  const file = path.join(__dirname, app + '.js');
  for (const name of [file, path.join(__dirname, 'synth.js')]) {
    delete require.cache[name];
  }
  require(file);
}
