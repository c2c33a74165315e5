package cost

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/agnivade/levenshtein"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/shopspring/decimal"
	"go.yaml.in/yaml/v3"

	"github.com/fjall-lint/fjall-lint/template"
)

// FileError is a mistake in a file of prices, with its place.
type FileError struct {
	File         string
	Line, Column int
	Message      string
}

func (e *FileError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
}

// currencyCode is the form of a currency's code.
var currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)

// WritePrices writes a price file, which [ReadPrices] reads: JSON with a price a
// line, by region and item, so that two versions of it compare well. Of two prices
// for the same region and item the later one counts. In the source, which is for
// people, control characters become spaces.
func WritePrices(w io.Writer, list []Price) error {
	out := bufio.NewWriter(w)
	out.WriteString("{\n  \"version\": 1,\n  \"prices\": [")
	for i, p := range NewPrices(list).All() {
		if err := p.check(); err != nil {
			return fmt.Errorf("write price of %s in %s: %w", p.Item, p.Region, err)
		}
		row, err := p.row()
		if err != nil {
			return fmt.Errorf("write price of %s in %s: %w", p.Item, p.Region, err)
		}
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString("\n    ")
		out.Write(row)
	}
	if len(list) > 0 {
		out.WriteString("\n  ")
	}
	out.WriteString("]\n}\n")
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write prices: %w", err)
	}
	return nil
}

// check tells what a price file cannot say.
func (p Price) check() error {
	_, dateErr := time.Parse(time.DateOnly, p.Date)
	_, amountErr := exactAmount(Money(p.Amount))
	switch {
	case !slices.Contains(Items(), p.Item):
		return errors.New("no such item")
	case !regionCode.MatchString(p.Region):
		return errors.New("no such region")
	case !currencyCode.MatchString(p.Currency):
		return fmt.Errorf("currency %q is no code of three capitals", p.Currency)
	case p.Date != "" && dateErr != nil:
		return fmt.Errorf("date %q is no day", p.Date)
	case amountErr != nil:
		return fmt.Errorf("amount %w", amountErr)
	}
	return nil
}

// row is the price as a line of a price file.
func (p Price) row() ([]byte, error) {
	source := strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(p.Source, " "))
	row := []byte{'{'}
	for _, f := range [][2]string{
		{"region", p.Region},
		{"item", string(p.Item)},
		{"unit", p.Item.Unit()},
		{"amount", Money(p.Amount)},
		{"currency", p.Currency},
		{"source", strings.TrimSpace(source)},
		{"date", p.Date},
	} {
		if f[1] == "" {
			continue
		}
		if len(row) > 1 {
			row = append(row, ", "...)
		}
		row = append(row, '"')
		row = append(row, f[0]...)
		row = append(row, `": `...)
		var err error
		if row, err = jsontext.AppendQuote(row, f[1]); err != nil {
			return nil, err
		}
	}
	return append(row, '}'), nil
}

// ReadPrices reads the text of a price file, which is JSON or YAML. Every mistake
// is reported, each as a [FileError]. A price without a source has the file as its
// source.
func ReadPrices(file string, text []byte) ([]Price, error) {
	f := &priceFile{file: file, lines: map[priceKey]int{}}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var doc, next yaml.Node
	switch err := decoder.Decode(&doc); {
	case errors.Is(err, io.EOF), err == nil && len(doc.Content) == 0:
		return nil, &FileError{file, 1, 1, "the file is empty"}
	case err != nil:
		return nil, f.syntax(text)
	}
	if err := decoder.Decode(&next); err == nil {
		f.fail(&next, "a second YAML document begins here; a price file has one")
	} else if !errors.Is(err, io.EOF) {
		return nil, f.syntax(text)
	}
	root := doc.Content[0]
	if isOffer(root) {
		return nil, &FileError{file, root.Line, root.Column, "this is an offer file of AWS's price list; make a price file of it with `fjall-lint cost prices import`"}
	}
	hasPrices := f.mapping(root, "a price file", map[string]func(*yaml.Node){
		"version": func(n *yaml.Node) {
			if version, ok := f.scalar(n, "version"); ok && version != "1" {
				f.fail(n, "version %.40q is not known: write 1", version)
			}
		},
		"prices": f.prices,
	}, "prices")
	if !hasPrices || len(f.errs) > 0 {
		return nil, errors.Join(f.errs...)
	}
	return f.list, nil
}

func isOffer(root *yaml.Node) bool {
	return root.Kind == yaml.MappingNode && slices.ContainsFunc(root.Content, func(n *yaml.Node) bool { return n.Value == "offerCode" })
}

type priceFile struct {
	file  string
	list  []Price
	lines map[priceKey]int // where each price stands
	errs  []error
}

func (f *priceFile) fail(n *yaml.Node, format string, args ...any) {
	f.errs = append(f.errs, &FileError{f.file, n.Line, n.Column, fmt.Sprintf(format, args...)})
}

// syntax is what makes a file neither JSON nor YAML. The library gives a line at
// most; the reader of templates finds the place.
func (f *priceFile) syntax(text []byte) error {
	_, problems := template.Parse(template.NewSource(f.file, text))
	for _, p := range problems {
		if p.Kind == template.Unreadable {
			return &FileError{f.file, p.Range.Start.Line, p.Range.Start.Column, p.Message}
		}
	}
	return &FileError{f.file, 1, 1, "neither valid JSON nor valid YAML"}
}

func (f *priceFile) prices(n *yaml.Node) {
	if n.Kind != yaml.SequenceNode {
		f.fail(n, "prices must be a list")
		return
	}
	for _, row := range n.Content {
		f.price(followAlias(row))
	}
}

// price reads one price.
func (f *priceFile) price(n *yaml.Node) {
	var p Price
	var unit, item *yaml.Node
	mistakes := len(f.errs)
	ok := f.mapping(n, "a price", map[string]func(*yaml.Node){
		"region": func(n *yaml.Node) {
			if text, ok := f.scalar(n, "region"); ok && !regionCode.MatchString(text) {
				f.fail(n, "region %.60q is no region's code such as us-east-1", text)
			}
			p.Region = n.Value
		},
		"item": func(n *yaml.Node) {
			item = n
			f.item(n, &p)
		},
		"unit": func(n *yaml.Node) { unit = n },
		"amount": func(n *yaml.Node) {
			p.Amount = f.amount(n)
		},
		"currency": func(n *yaml.Node) {
			if text, ok := f.scalar(n, "currency"); ok && !currencyCode.MatchString(text) {
				f.fail(n, "currency %.40q is no code of three capitals such as USD", text)
			}
			p.Currency = n.Value
		},
		"source": func(n *yaml.Node) { p.Source, _ = f.scalar(n, "source") },
		"date": func(n *yaml.Node) {
			text, ok := f.scalar(n, "date")
			if _, err := time.Parse(time.DateOnly, text); ok && err != nil {
				f.fail(n, "date %.40q is no day such as 2027-01-31", text)
			}
			p.Date = text
		},
	}, "region", "item", "amount", "currency")
	if want := p.Item.Unit(); unit != nil && want != "" {
		if text, ok := f.scalar(unit, "unit"); ok && text != want {
			f.fail(unit, "unit %.60q is not that of %s: the amount is for one %s", text, p.Item, want)
		}
	}
	if !ok || len(f.errs) > mistakes {
		return
	}
	k := priceKey{p.Region, p.Item}
	if first, twice := f.lines[k]; twice {
		f.fail(item, "the price of %s in %s stands twice, on lines %d and %d", p.Item, p.Region, first, n.Line)
		return
	}
	f.lines[k] = n.Line
	if p.Source == "" {
		p.Source = f.file
	}
	f.list = append(f.list, p)
}

func (f *priceFile) item(n *yaml.Node, p *Price) {
	text, ok := f.scalar(n, "item")
	if !ok {
		return
	}
	var names []string
	for _, i := range Items() {
		names = append(names, string(i))
	}
	if !slices.Contains(names, text) {
		f.fail(n, "item %.60q is none of %s%s", text, strings.Join(names, ", "), nearestName(text, names))
		return
	}
	p.Item = Item(text)
}

func (f *priceFile) amount(n *yaml.Node) decimal.Decimal {
	text, ok := f.scalar(n, "amount")
	if !ok {
		return decimal.Zero
	}
	d, err := exactAmount(text)
	if err != nil {
		f.fail(n, "amount %v", err)
	}
	return d
}

// scalar reads a single value as it is written: a number keeps all its digits.
func (f *priceFile) scalar(n *yaml.Node, what string) (string, bool) {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		f.fail(n, "%s must be a single value", what)
		return "", false
	}
	return n.Value, true
}

// mapping visits the entries of a map. Keys that are not known or stand twice are
// mistakes, as are required ones that are missing; ok tells that none of those is.
func (f *priceFile) mapping(n *yaml.Node, what string, keys map[string]func(*yaml.Node), required ...string) (ok bool) {
	if n.Kind != yaml.MappingNode {
		f.fail(n, "%s must be a map", what)
		return false
	}
	var names []string
	for name := range keys {
		names = append(names, name)
	}
	slices.Sort(names)
	lines := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		visit, known := keys[k.Value]
		switch first, twice := lines[k.Value]; {
		case !known || k.Kind != yaml.ScalarNode:
			f.fail(k, "key %.60q is not known in %s%s", k.Value, what, nearestName(k.Value, names))
		case twice:
			f.fail(k, "key %q stands twice in %s, on lines %d and %d", k.Value, what, first, k.Line)
		default:
			lines[k.Value] = k.Line
			visit(followAlias(n.Content[i+1]))
		}
	}
	ok = true
	for _, name := range required {
		if lines[name] == 0 {
			f.fail(n, "%s has no %s", what, name)
			ok = false
		}
	}
	return ok
}

// followAlias follows a YAML alias.
func followAlias(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// nearestName suggests the name that was probably meant.
func nearestName(name string, known []string) string {
	if len(name) > 60 {
		return ""
	}
	best, distance := "", max(2, len(name)/3)+1
	for _, k := range known {
		if d := levenshtein.ComputeDistance(strings.ToLower(name), k); d < distance {
			best, distance = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(": did you mean %q?", best)
}
