// Reads cases as JSON lines from standard input, has each decided by
// @cloud-copilot/iam-simulate, and writes one letter a case: A allowed,
// E explicitly denied, I implicitly denied, X rejected as invalid. The first
// line names the evaluator and the SHA-256 of the cases.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { runSimulation } from '@cloud-copilot/iam-simulate'

const input = readFileSync(0)
const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url)))
const name = '@cloud-copilot/iam-simulate'

const list = (doc, name) => (doc ? [{ name, policy: doc }] : [])
const level = (doc, i) => ({ orgIdentifier: `ou-${i}`, policies: list(doc, 'policy') })
const letters = { Allowed: 'A', ExplicitlyDenied: 'E', ImplicitlyDenied: 'I' }

async function verdict(c) {
  const context = {}
  for (const [key, values] of Object.entries(c.context)) {
    context[key] = key === 'aws:CalledVia' ? values : values[0]
  }
  const result = await runSimulation(
    {
      request: {
        principal: c.principal,
        action: c.action,
        resource: { resource: c.resource, accountId: c.account },
        contextVariables: context
      },
      identityPolicies: (c.identity ?? []).flatMap((d, i) => list(d, `identity${i}`)),
      resourcePolicy: c.policy,
      permissionBoundaryPolicies: c.boundary ? list(c.boundary, 'boundary') : undefined,
      sessionPolicy: c.session,
      vpcEndpointPolicies: c.endpoint ? list(c.endpoint, 'endpoint') : undefined,
      serviceControlPolicies: (c.scps ?? []).map(level),
      resourceControlPolicies: c.rcp ? [level(c.rcp, 0)] : []
    },
    {}
  )
  if (process.env.DEBUG && result.resultType === 'error') console.error(JSON.stringify(result.errors))
  return letters[result.overallResult] ?? 'X'
}

const out = []
for (const line of input.toString().trim().split('\n')) {
  out.push(await verdict(JSON.parse(line)).catch((e) => (process.env.DEBUG && console.error(String(e)), 'X')))
}
console.log(`${name} ${dependencies[name]} ${createHash('sha256').update(input).digest('hex')}`)
for (let i = 0; i < out.length; i += 120) console.log(out.slice(i, i + 120).join(''))
