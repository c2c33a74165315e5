// Package tokens recognises published credential formats (access tokens, API
// keys, private keys, URLs with passwords) in arbitrary text.
//
// [Scan] makes one pass: a keyword automaton over the literal part of every
// format finds the places worth a look, and only there the format's shape is
// compiled (once), matched, and proved by its checksum, its decoded structure
// or its entropy. The work per keyword hit is bounded, so the time is linear
// in the length of the text whatever the text holds.
//
// A [Match] carries offsets and never the value: no caller can print a secret
// by accident.
package tokens

import (
	"slices"
	"strings"
	"sync"
)

// Class says how much a token of a format is worth to whoever reads it.
type Class uint8

const (
	// Secret is a credential that works on its own.
	Secret Class = iota
	// TestMode is a credential of a provider's sandbox or test mode: it moves
	// no money and reads no customer data, but still belongs in a secret.
	TestMode
	// Identifier is the public half of a long-lived credential, such as an AWS
	// access key id: not a secret alone, but a sign that long-lived keys are
	// handled in the text.
	Identifier
	// Protected is key material under a passphrase.
	Protected
)

// String returns the lower-case name of the class.
func (c Class) String() string {
	switch c {
	case Secret:
		return "secret"
	case TestMode:
		return "test-mode"
	case Identifier:
		return "identifier"
	case Protected:
		return "protected"
	}
	return "unknown"
}

// Format describes one published credential format. Formats are read-only.
type Format struct {
	ID       string // kebab case, such as "github-fine-grained-pat"
	Title    string // such as "GitHub fine-grained personal access token"
	Provider string // such as "GitHub"
	Source   string // where the provider, or a scanner it partners with, documents the format
	Class    Class  // what a token of this format is worth

	// Shapes are the forms a token takes, in the small language of parseShape
	// (literals, character classes, repetition counts). Empty for formats with a structure of their own, such as
	// PEM blocks and URLs.
	Shapes []string
	// MinEntropy is the least Shannon entropy, in bits per character, of the
	// part of the token after its fixed prefix. Zero means the default for its
	// length; see defaultEntropy.
	MinEntropy float64

	// anchors are the literals, matched without regard to case, that lead the
	// scanner to a token. Empty means the literal each shape begins with.
	anchors []string
	// before is the number of bytes of the token ahead of an anchor.
	before int
	// assigned marks formats without a prefix of their own: the anchors name
	// the provider, and the shape has to be the literal assigned to a name
	// that holds an anchor and a word such as "key" or "token".
	assigned bool
	// mixed asks for a digit, a small and a capital letter in the token, which
	// tells it from hexadecimal digests and from words.
	mixed bool
	// prove reports whether a token that has the shape is genuine, by checksum
	// or decoded structure. A proved token skips the entropy and filler tests.
	prove func(token string) bool
	// locate finds the token at an anchor where a shape can't describe it.
	locate func(text string, at int) (start, end int, ok bool)
	// rank orders formats that claim the same text: the lower one wins.
	rank uint8
}

// Ranks of formats: what a token's own prefix proves beats what its context
// suggests.
const (
	rankPrefix  = 0
	rankContext = 1
	rankGeneric = 2
)

// Formats returns all known formats, sorted by ID. The slice is the caller's,
// the formats are shared and must not be changed.
func Formats() []*Format { return slices.Clone(allFormats()) }

var allFormats = sync.OnceValue(func() []*Format {
	var all []*Format
	for _, group := range [][]Format{
		aiFormats, authFormats, chatFormats, cloudFormats, codeFormats, dataFormats,
		keyFormats, mailFormats, observeFormats, paymentFormats, registryFormats, saasFormats,
	} {
		for i := range group {
			all = append(all, &group[i])
		}
	}
	slices.SortFunc(all, func(a, b *Format) int { return strings.Compare(a.ID, b.ID) })
	return all
})
