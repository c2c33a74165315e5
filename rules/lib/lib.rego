# Helpers that rules share. Keep them few: a rule reads best on its own.
package fjall.lib
