package fjall.rules.a["b"]

deny contains {"at": use.at, "message": message, "severity": "low"} if {
	some use in input.facts.access.uses
	use.a == "x y"
	not use.b
	count(use.c) > 1
	use.d in {"p", "q"}
	every x in use.list { x != "" }
	use.e with input.f as 1
	message := sprintf("a %s", [name(use)])
}

name(use) := use.name if use.name != ""

else := "none"

default least := 3

texts := {"a": "some text", "b": "high"}

known[x] := [y | some y in input.z; y.on == true] if x := input.y
