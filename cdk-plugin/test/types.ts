// Compiles only while the plugin has the form of both of the CDK's interfaces.
import type {IPolicyValidationPlugin, IPolicyValidationPluginBeta1} from 'aws-cdk-lib';
import {FjallLint} from 'fjall-lint-cdk';

export const plugin: IPolicyValidationPlugin = new FjallLint({failOn: 'high', rules: ['lint-rules']});
export const old: IPolicyValidationPluginBeta1 = new FjallLint();
