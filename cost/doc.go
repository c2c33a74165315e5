// Package cost estimates what the secrets of a program cost a month: one line
// for each thing that is paid for, with its quantity, its price and where the
// price was read, and what could be saved.
//
// Money and quantities are decimal numbers throughout, never floats, so that the
// lines add up to the total exactly. A quantity that the templates do not tell is
// a [Range]: what it is at least, what is expected, and what it may well be.
package cost
