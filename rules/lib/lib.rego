# Wording that rules share. Keep it small: a rule reads best on its own.
package fjall.lib

# shape says what a literal is like without showing anything of it.
shape(literal) := sprintf("%d characters of %s", [literal.length, literal.looks]) if literal.looks in {"digits", "letters", "letters and digits", "text", "hexadecimal", "base64", "JSON"}

else := sprintf("%d characters that look like %s", [literal.length, literal.looks])

# used_in names the property that a literal ends in when it is written elsewhere.
used_in(literal) := [{"at": literal.used, "message": sprintf("It is used in %s of %s.", [literal.property, literal.label])}] if literal.elsewhere

else := []

# feeds names the places that a parameter's value ends in.
feeds(parameter) := [{"at": feed.at, "message": sprintf("It is used in %s of %s.", [feed.property, feed.label])} |
	some feed in parameter.feeds
]

# fed is the first of them in words.
fed(parameter) := sprintf("; it is used in %s of %s", [feed.property, feed.label]) if feed := parameter.feeds[0]

else := ""
