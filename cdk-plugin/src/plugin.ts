import {spawnSync} from 'node:child_process';
import * as path from 'node:path';

import {assemblyOf} from './assembly';
import type {ValidationContext, ValidationReport, Violation} from './cdk';
import {parseReport, type Severity} from './report';
import {violationsOf} from './violations';

/** Options of {@link FjallLint}. */
export interface FjallLintProps {
  /**
   * The fjall-lint to run: a path, or a name that is on the PATH.
   *
   * @default - the variable FJALL_LINT, else fjall-lint
   */
  readonly binary?: string;
  /**
   * The least severity of a finding that fails the synthesis, `none` for never.
   *
   * @default - what the configuration says, else medium
   */
  readonly failOn?: Severity | 'none';
  /**
   * The least severity of a finding that is shown; what fails the synthesis always is.
   *
   * @default low
   */
  readonly severity?: Severity;
  /**
   * The configuration file.
   *
   * @default - .fjall-lint.yaml, found upward from the working folder
   */
  readonly config?: string;
  /**
   * Folders of rules of your own.
   *
   * @default - those of the configuration
   */
  readonly rules?: string[];
}

/**
 * Checks within `cdk synth` how the app handles its secrets.
 *
 *     Validations.of(app).addPlugins(new FjallLint());            // newer versions of the CDK
 *     new App({policyValidationBeta1: [new FjallLint()]});        // since 2.71
 *
 * Findings are in the CDK's validation report, and fail the synthesis from the severity `failOn`.
 */
export class FjallLint {
  /** What stands before :: when a finding is acknowledged, as in `fjall-lint::FJ401`. */
  public readonly name = 'fjall-lint';
  public readonly version = packageVersion();

  constructor(private readonly props: FjallLintProps = {}) {}

  /** Called by the CDK once the templates are written. */
  public validate(context: ValidationContext): ValidationReport {
    const assemblies = [...new Set(context.templatePaths.map(assemblyOf))];
    const stackPaths = new Map(context.stackTemplates?.map((stack) => [path.resolve(stack.templatePath), stack.stackConstructPath]));
    const violations: Violation[] = [];
    let success = true;
    let pluginVersion = this.version;
    for (const assembly of assemblies) {
      const {text, failed} = this.check(assembly);
      const report = parseReport(text);
      pluginVersion = report.tool.version;
      success &&= !failed;
      const around = {assembly, working: process.cwd(), stackPath: (file: string) => stackPaths.get(file)};
      violations.push(...violationsOf(report, around, this.props.severity ?? 'low'));
    }
    const own = inScope(violations, context.templatePaths);
    // What is in a stage that the plugin is not for does not fail it.
    if (own.length < violations.length) {
      success = own.every((v) => v.severity !== 'error');
    }
    return {success, violations: own, pluginVersion};
  }

  /** Runs fjall-lint; that it finds something is no error, that it cannot check is one. */
  private check(assembly: string): {text: string; failed: boolean} {
    const binary = this.props.binary ?? process.env['FJALL_LINT'] ?? 'fjall-lint';
    const args = ['check', '--format', 'json'];
    if (this.props.failOn !== undefined) {
      args.push('--fail-on', this.props.failOn);
    }
    if (this.props.config !== undefined) {
      args.push('--config', this.props.config);
    }
    for (const dir of this.props.rules ?? []) {
      args.push('--rules', dir);
    }
    const run = spawnSync(binary, [...args, '--', assembly], {encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true});
    if (run.error !== undefined) {
      throw new Error(cannotRun(binary, run.error));
    }
    if (run.status !== 0 && run.status !== 1) {
      const why = run.stderr.trim().replace(/^fjall-lint: /gm, '');
      throw new Error(why || `fjall-lint ended with ${run.signal ?? `exit status ${run.status}`} and said nothing`);
    }
    return {text: run.stdout, failed: run.status === 1};
  }
}

function cannotRun(binary: string, error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOENT':
      return `${JSON.stringify(binary)} is not installed or not on the PATH: install it with \`go install github.com/fjall-lint/fjall-lint/cmd/fjall-lint@latest\`, `
        + 'or say where it is with `new FjallLint({binary: …})` or the variable FJALL_LINT';
    case 'EACCES':
      return `${JSON.stringify(binary)} may not be run: make it executable, or name another with \`new FjallLint({binary: …})\``;
  }
  return `${JSON.stringify(binary)} could not be run: ${error.message}`;
}

/**
 * The violations in the folders of the templates that the CDK asks about. The templates of nested
 * stacks, which it does not name, are in the same folders.
 */
function inScope(violations: Violation[], templatePaths: string[]): Violation[] {
  const folders = new Set(templatePaths.map((file) => path.dirname(path.resolve(file))));
  const own: Violation[] = [];
  for (const violation of violations) {
    // A file that is no template, such as an asset's, belongs to every stage.
    const resources = violation.violatingResources.filter((r) => r.resourceLogicalId === '' || folders.has(path.dirname(r.templatePath)));
    if (resources.length > 0) {
      own.push({...violation, violatingResources: resources});
    }
  }
  return own;
}

function packageVersion(): string {
  return (require('../package.json') as {version: string}).version;
}
