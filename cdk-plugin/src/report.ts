/** How much a finding matters. */
export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info';

/** What the plugin reads of the report that `fjall-lint check --format json` writes. */
export interface Report {
  readonly schemaVersion: number;
  readonly tool: {readonly version: string};
  /** The least severity that fails the check. */
  readonly failOn?: Severity | 'none';
  readonly findings: Finding[];
}

export interface Finding {
  readonly ruleId: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** Empty for a finding that is about no stack. */
  readonly stack: string;
  /** Relative to the assembly. */
  readonly template: string;
  readonly logicalId: string;
  readonly constructPath: string;
  /** The file is relative to the working folder. */
  readonly location: {readonly file: string; readonly startLine: number; readonly startColumn: number; readonly pointer: string};
  readonly source: {readonly file: string; readonly line: number; readonly column: number} | null;
  readonly fix: {readonly title: string; readonly kind: string} | null;
  readonly suppressed: {readonly kind: string; readonly reason: string} | null;
}

/** Reads a report; what is none, or of another version, is an error. */
export function parseReport(text: string): Report {
  let report: Partial<Report>;
  try {
    report = JSON.parse(text) as Partial<Report>;
  } catch {
    throw new Error('fjall-lint wrote no JSON: does the option `binary` name fjall-lint?');
  }
  if (report.schemaVersion !== 1 || !Array.isArray(report.findings) || report.failOn === undefined) {
    throw new Error('fjall-lint wrote a report that this plugin cannot read: update fjall-lint and fjall-lint-cdk to the same version');
  }
  return report as Report;
}
