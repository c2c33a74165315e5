package cost

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/shopspring/decimal"
	"go.yaml.in/yaml/v3"

	"github.com/fjall-lint/fjall-lint/template/yamldoc"
)

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

// isCurrency tells the form of a currency's code.
func isCurrency(text string) bool {
	return len(text) == 3 && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// check tells what a price file cannot say.
func (p Price) check() error {
	_, dateErr := time.Parse(time.DateOnly, p.Date)
	_, amountErr := exactAmount(Money(p.Amount))
	switch {
	case !slices.Contains(Items(), p.Item):
		return errors.New("no such item")
	case !regionCode().MatchString(p.Region):
		return errors.New("no such region")
	case !isCurrency(p.Currency):
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
// is reported, each as a [yamldoc.Error]. A price without a source has the file as
// its source.
func ReadPrices(file string, text []byte) ([]Price, error) {
	r, root, err := yamldoc.Open(file, text)
	switch {
	case err != nil:
		return nil, err
	case root == nil:
		return nil, &yamldoc.Error{File: file, Line: 1, Column: 1, Message: "the file is empty"}
	case isOffer(root):
		return nil, &yamldoc.Error{
			File: file, Line: root.Line, Column: root.Column,
			Message: "this is an offer file of AWS's price list; make a price file of it with `fjall-lint cost prices import`",
		}
	}
	f := &priceFile{Reader: r, lines: map[priceKey]int{}}
	f.Mapping(root, "a price file", map[string]func(*yaml.Node){
		"version": func(n *yaml.Node) {
			if version, ok := f.Text(n, "version"); ok && version != "1" {
				f.Fail(n, "version %.40q is not known: write 1", version)
			}
		},
		"prices": func(n *yaml.Node) { f.Items(n, "prices", f.price) },
	})
	f.Require(root, "a price file", "prices")
	if err := f.Err(); err != nil {
		return nil, err
	}
	return f.list, nil
}

func isOffer(root *yaml.Node) bool {
	return root.Kind == yaml.MappingNode && slices.ContainsFunc(root.Content, func(n *yaml.Node) bool { return n.Value == "offerCode" })
}

type priceFile struct {
	*yamldoc.Reader
	list  []Price
	lines map[priceKey]int // where each price stands
}

// price reads one price.
func (f *priceFile) price(n *yaml.Node) {
	var p Price
	var unit, item *yaml.Node
	mistakes := f.Mistakes()
	f.Mapping(n, "a price", map[string]func(*yaml.Node){
		"region": func(n *yaml.Node) {
			if text, ok := f.Text(n, "region"); ok && !regionCode().MatchString(text) {
				f.Fail(n, "region %.60q is no region's code such as us-east-1", text)
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
			if text, ok := f.Text(n, "currency"); ok && !isCurrency(text) {
				f.Fail(n, "currency %.40q is no code of three capitals such as USD", text)
			}
			p.Currency = n.Value
		},
		"source": func(n *yaml.Node) { p.Source, _ = f.Text(n, "source") },
		"date": func(n *yaml.Node) {
			text, ok := f.Text(n, "date")
			if _, err := time.Parse(time.DateOnly, text); ok && err != nil {
				f.Fail(n, "date %.40q is no day such as 2027-01-31", text)
			}
			p.Date = text
		},
	})
	ok := f.Require(n, "a price", "region", "item", "amount", "currency")
	if want := p.Item.Unit(); unit != nil && want != "" {
		if text, ok := f.Text(unit, "unit"); ok && text != want {
			f.Fail(unit, "unit %.60q is not that of %s: the amount is for one %s", text, p.Item, want)
		}
	}
	if !ok || f.Mistakes() > mistakes {
		return
	}
	k := priceKey{p.Region, p.Item}
	if first, twice := f.lines[k]; twice {
		f.Fail(item, "the price of %s in %s stands twice, on lines %d and %d", p.Item, p.Region, first, n.Line)
		return
	}
	f.lines[k] = n.Line
	if p.Source == "" {
		p.Source = f.File
	}
	f.list = append(f.list, p)
}

func (f *priceFile) item(n *yaml.Node, p *Price) {
	text, ok := f.Text(n, "item")
	if !ok {
		return
	}
	var names []string
	for _, i := range Items() {
		names = append(names, string(i))
	}
	if !slices.Contains(names, text) {
		f.Fail(n, "item %.60q is none of %s%s", text, strings.Join(names, ", "), yamldoc.Nearest(text, names))
		return
	}
	p.Item = Item(text)
}

func (f *priceFile) amount(n *yaml.Node) decimal.Decimal {
	text, ok := f.Text(n, "amount")
	if !ok {
		return decimal.Zero
	}
	d, err := exactAmount(text)
	if err != nil {
		f.Fail(n, "amount %v", err)
	}
	return d
}
