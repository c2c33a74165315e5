# The one query: everything that any rule denies, with the rule's address.
package fjall.main

findings contains [category, name, finding] if {
	some category, name
	some finding in data.fjall.rules[category][name].deny
}
