// What the plugin needs of the CDK's interface for validation plugins. It is written down here
// because the CDK's own is named IPolicyValidationPluginBeta1 in old versions and
// IPolicyValidationPlugin in new ones: what has this form is both, and the package loads no module
// of the CDK.

/** What the CDK hands to a validation plugin. */
export interface ValidationContext {
  /** The templates to check, as absolute paths. */
  readonly templatePaths: string[];
  /** The same with more of each; old versions of the CDK do not have it. */
  readonly stackTemplates?: {readonly templatePath: string; readonly stackConstructPath: string}[];
}

/** What a validation plugin hands back. */
export interface ValidationReport {
  readonly success: boolean;
  readonly violations: Violation[];
  readonly pluginVersion?: string;
  readonly metadata?: {readonly [key: string]: string};
}

/** A finding, with the resources that it is about. */
export interface Violation {
  readonly ruleName: string;
  readonly description: string;
  readonly severity: string;
  readonly fix?: string;
  readonly ruleMetadata?: {readonly [key: string]: string};
  readonly violatingResources: ViolatingResource[];
}

/** A place in a template. */
export interface ViolatingResource {
  /** Of the resource, parameter or output; empty when the finding is about none. */
  readonly resourceLogicalId: string;
  /** Only when the finding is not about a resource; old versions of the CDK do not read it. */
  readonly constructPath?: string;
  readonly templatePath: string;
  /** Relative to the resource, such as Properties.SecretString. */
  readonly locations: string[];
}
