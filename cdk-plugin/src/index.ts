export {FjallLint, FjallLintProps} from './plugin';
export {ValidationContext, ValidationReport, Violation, ViolatingResource} from './cdk';
export {Severity} from './report';
