# Wording that the team's rules share.
package team.words

named(resource, name) := sprintf("%s has the fixed name %s", [resource.id, name])
