import * as path from 'node:path';

import type {ViolatingResource, Violation} from './cdk';
import type {Finding, Report, Severity} from './report';

const severities: Severity[] = ['info', 'low', 'medium', 'high', 'critical'];

/** What the places in a report are relative to. */
export interface Surroundings {
  readonly assembly: string;
  readonly working: string;
  /** The construct path of the stack that a template is of, where the CDK tells it. */
  stackPath(templatePath: string): string | undefined;
}

/**
 * The violations that a report's findings are. Those that are accepted are left out, and those that
 * are less severe than what is to be shown, unless they fail the check.
 */
export function violationsOf(report: Report, around: Surroundings, shown: Severity): Violation[] {
  const violations = new Map<string, Violation>();
  for (const finding of report.findings) {
    if (finding.suppressed !== null || !(fails(finding, report) || reaches(finding, shown))) {
      continue;
    }
    const violation = violationOf(finding, report, around);
    const key = JSON.stringify([violation.ruleName, violation.severity, violation.description, violation.fix]);
    const same = violations.get(key);
    if (same === undefined) {
      violations.set(key, violation);
    } else {
      same.violatingResources.push(...violation.violatingResources);
    }
  }
  return [...violations.values()];
}

function violationOf(finding: Finding, report: Report, around: Surroundings): Violation {
  const metadata: {[key: string]: string} = {rule: finding.rule, severity: finding.severity};
  if (finding.source !== null) {
    metadata['source'] = `${finding.source.file}:${finding.source.line}:${finding.source.column}`;
  }
  return {
    ruleName: finding.ruleId,
    description: finding.message,
    severity: severityOf(finding, report),
    ...(finding.fix === null ? {} : {fix: finding.fix.title}),
    ruleMetadata: metadata,
    violatingResources: [resourceOf(finding, around)],
  };
}

/**
 * The severity in the CDK's words. The CDK fails for errors, and once something is acknowledged it
 * no longer asks the plugin whether it failed: so what fails the check is an error and nothing else
 * is. The finding's own severity is in the metadata.
 */
function severityOf(finding: Finding, report: Report): string {
  if (fails(finding, report)) {
    return 'error';
  }
  return finding.severity === 'info' ? 'info' : 'warning';
}

function fails(finding: Finding, report: Report): boolean {
  return report.failOn !== undefined && report.failOn !== 'none' && reaches(finding, report.failOn);
}

function reaches(finding: Finding, severity: Severity): boolean {
  return severities.indexOf(finding.severity) >= severities.indexOf(severity);
}

function resourceOf(finding: Finding, around: Surroundings): ViolatingResource {
  const templatePath = finding.stack === ''
    ? path.resolve(around.working, finding.location.file)
    : path.resolve(around.assembly, finding.template);
  const place = locationOf(finding);
  // The CDK finds the constructs of resources by itself, of parameters and outputs it does not.
  const ofResource = finding.logicalId !== '' && finding.location.pointer.startsWith('/Resources/');
  const constructPath = ofResource ? undefined : finding.constructPath || around.stackPath(templatePath);
  return {
    resourceLogicalId: finding.logicalId,
    ...(constructPath === undefined ? {} : {constructPath}),
    templatePath,
    locations: place === '' ? [] : [place],
  };
}

/** The finding's JSON pointer, as a path that starts at the resource. */
function locationOf(finding: Finding): string {
  const keys = finding.location.pointer.split('/').slice(1).map((key) => key.replace(/~1/g, '/').replace(/~0/g, '~'));
  if (keys[0] === 'Resources' && keys[1] === finding.logicalId) {
    keys.splice(0, 2);
  }
  return keys.join('.');
}
