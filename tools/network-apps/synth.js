// Synthesizes every app of apps/ into testdata/network/<app>, beside the verdicts in expected.txt, which stay.
const fs = require('fs');
const path = require('path');
const { App } = require('aws-cdk-lib');

const flags = {
  ...require('aws-cdk-lib/recommended-feature-flags.json'),
  'aws:cdk:enable-path-metadata': true,
  '@aws-cdk/aws-ec2:restrictDefaultSecurityGroup': false, // its custom resource has nothing to do with secrets
};

for (const file of fs.readdirSync(path.join(__dirname, 'apps')).sort()) {
  const out = path.join(__dirname, '../../testdata/network', path.basename(file, '.js'));
  fs.mkdirSync(out, { recursive: true });
  for (const name of fs.readdirSync(out)) {
    if (name !== 'expected.txt') {
      fs.rmSync(path.join(out, name), { recursive: true });
    }
  }
  const app = new App({ outdir: out, analyticsReporting: false, treeMetadata: false, context: flags });
  require('./apps/' + file)(app);
  app.synth();
  trim(out);
}

// trim leaves what the linter reads. The metadata of constructs holds paths of the machine that synthesized them, and
// what else is in it the templates say too;
// the report of feature flags is long.
function trim(out) {
  for (const name of fs.readdirSync(out)) {
    if (name.endsWith('.metadata.json') || name === 'validation-report.json') {
      fs.rmSync(path.join(out, name));
    }
  }
  const file = path.join(out, 'manifest.json');
  const manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
  for (const [id, artifact] of Object.entries(manifest.artifacts)) {
    delete artifact.additionalMetadataFile;
    if (artifact.type === 'cdk:feature-flag-report') {
      delete manifest.artifacts[id];
    }
  }
  fs.writeFileSync(file, JSON.stringify(manifest, null, 2) + '\n');
}
