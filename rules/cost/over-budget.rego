# METADATA
# title: Cost exceeds the budget
# description: >-
#   The estimate of what the app's secrets cost a month, or what a change adds to it, is above the budget that the
#   configuration sets. The estimate takes usage that the templates do not tell from the usage file, else from assumptions:
#   set a budget on the fixed part (basis: fixed) to be independent of them. Security comes first: raise the budget rather
#   than share a secret, drop a customer key or stop a rotation for its sake.
# related_resources:
# - ref: https://aws.amazon.com/secrets-manager/pricing/
# custom:
#   id: FJ708
#   severity: high
#   remediation: >-
#     Look at the lines that weigh most (`fjall-lint cost`, with `--against` for what a change adds), correct the usage file,
#     or raise the budget in the configuration.
#   tags: [cost]
package fjall.rules.cost["over-budget"]

deny contains {"budget": budget.index, "message": message} if {
	some budget in input.facts.budgets
	budget.over
	budget.kind == "monthly"
	message := sprintf("The secrets cost %s %s a month (%s), %s more than the budget of %s.", [
		budget.actual, budget.currency, budget.basis, budget.excess, budget.limit,
	])
}

deny contains {"budget": budget.index, "message": message} if {
	some budget in input.facts.budgets
	budget.over
	budget.kind == "growth"
	message := sprintf("The change adds %s %s a month (%s) to the cost of secrets, %s more than the budget for growth of %s.", [
		budget.actual, budget.currency, budget.basis, budget.excess, budget.limit,
	])
}

deny contains {"budget": budget.index, "message": message} if {
	some budget in input.facts.budgets
	budget.over
	budget.kind == "growth-percent"
	message := sprintf("The change adds %s %% to the cost of secrets (%s, in %s), more than the budget for growth of %s %%.", [
		budget.actual, budget.basis, budget.currency, budget.limit,
	])
}
