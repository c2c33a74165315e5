package fixes

import "flag"

// Update is the flag of all tests with golden files.
var Update = flag.Bool("update", false, "write golden files anew")

// Goformation reads a template with goformation.
var Goformation = goformation

// MostRounds is how often fixes are made one after another.
const MostRounds = mostRounds
