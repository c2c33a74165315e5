// What all apps have in common: synth(build) makes an app of the constructs that build adds, with the fixes of the
// compiled file FJALL_FIXES where that is set, in the folder OUT.
const { App, Tags } = require('aws-cdk-lib');

// The flags of a new project; FLAGS=none for an old one, FLAGS=bare for one that says nothing of constructs.
const flags = {
  none: { 'aws:cdk:enable-path-metadata': true },
  bare: { 'aws:cdk:disable-logicalId-metadata': true },
}[process.env.FLAGS] ?? { ...require('aws-cdk-lib/recommended-feature-flags.json'), 'aws:cdk:enable-path-metadata': true };

exports.synth = (build) => {
  const app = new App({ outdir: process.env.OUT, analyticsReporting: false, treeMetadata: process.env.FLAGS !== 'bare', context: flags });
  build(app);
  Tags.of(app).add('team', 'shop'); // another aspect
  if (process.env.FJALL_FIXES) {
    const { applyFjallFixes } = require(process.env.FJALL_FIXES);
    applyFjallFixes(app);
    applyFjallFixes(app); // twice is as good as once
  }
  app.synth();
};

exports.env = { account: '111122223333', region: 'eu-west-1' };
