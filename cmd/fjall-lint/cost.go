package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/fjall-lint/fjall-lint/cost"
	"github.com/fjall-lint/fjall-lint/reporters"
	"github.com/fjall-lint/fjall-lint/rules"
)

// costFormats are the formats of the cost command.
var costFormats = []format{
	{"table", reporters.NewCostTable},
	{"json", func(reporters.Style) reporters.Reporter { return reporters.NewCostJSON() }},
	{"markdown", func(reporters.Style) reporters.Reporter { return reporters.NewCostMarkdown() }},
	{"html", func(reporters.Style) reporters.Reporter { return reporters.NewCostHTML() }},
}

func newCost(io streams) *cobra.Command {
	in := inputFlags{files: io.files, only: []string{"cost"}}
	var costs costFlags
	var out outputFlags
	var initUsage bool
	c := &cobra.Command{
		Use:   "cost [PATH…]",
		Short: "Estimate what the secrets cost a month, and what a change adds",
		Long: `Estimate what the secrets cost a month: one line for each thing that is paid for,
with its quantity, its price and where the price was read. What the templates do
not tell is a range, from assumptions or from a usage file. With --against, show
what the change adds and removes.

` + pathHelp + `

Exit status: 0, whatever it costs; 2 for bad usage, configuration or input. A
budget in the configuration makes check fail.`,
		Example: `  fjall-lint cost
  fjall-lint cost --init-usage --output usage.yaml
  fjall-lint cost --usage usage.yaml --against main.out --format markdown
  fjall-lint cost prices import AWSSecretsManager.json --output prices.json`,
		RunE: func(c *cobra.Command, args []string) error {
			if initUsage && len(out.formats) > 0 {
				return errors.New("--init-usage writes a usage file: it goes without --format")
			}
			outs, _, err := out.outputs(io)
			if err != nil {
				return err
			}
			o, err := in.lint(c.Context(), io, args, &costs, true)
			if err != nil {
				return err
			}
			o.report.Command, o.report.MinSeverity = "cost", rules.Info
			if initUsage {
				outs[0].reporter = usageFile{o} // without a format there is one output
			}
			if err := writeAll(io, outs, o.report); err != nil {
				return err
			}
			return o.inputErr
		},
	}
	in.addInput(c)
	addNoCache(c)
	costs.add(c)
	out.add(c, costFormats)
	fl := c.Flags()
	fl.BoolVarP(&out.verbose, "verbose", "v", false, "show how each quantity comes about, and its price")
	fl.BoolVar(&initUsage, "init-usage", false, "write a usage file with every key that the estimate uses")
	c.AddCommand(newPrices(io))
	return c
}

// usageFile writes the usage file of a run instead of its report.
type usageFile struct{ outcome *outcome }

func (u usageFile) Report(w io.Writer, _ *reporters.Report) error {
	return cost.InitUsage(w, u.outcome.result.Facts, u.outcome.costs)
}

func newPrices(io streams) *cobra.Command {
	var file string
	c := &cobra.Command{
		Use:   "prices",
		Short: "List the prices that estimates use",
		Long: `List the prices that estimates use, as a file of prices: the tool's own, and
before them those of --prices. The output can be edited and given to --prices.`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			prices := cost.DefaultPrices()
			if file != "" {
				list, err := readPrices(io.files, file)
				if err != nil {
					return err
				}
				prices = prices.With(list)
			}
			return cost.WritePrices(io.out, prices.All())
		},
	}
	c.Flags().StringVar(&file, "prices", "", "file of prices, which go before those of the tool")
	c.AddCommand(newImport(io))
	return c
}

func newImport(io streams) *cobra.Command {
	var output string
	c := &cobra.Command{
		Use:   "import OFFER.json…",
		Short: "Make a file of prices of AWS's price lists",
		Long: `Read offer files of AWS's bulk price list and write a file of prices for --prices.
The offers that count are those of AWSSecretsManager, awskms, AWSSystemsManager,
AmazonVPC and AmazonEC2; they are read as streams, however large they are.`,
		Example: `  fjall-lint cost prices import AWSSecretsManager.json awskms.json --output prices.json
  fjall-lint cost --prices prices.json`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("no offer file is named: see `fjall-lint cost prices import --help`")
			}
			list, err := importOffers(io, args)
			if err != nil {
				return err
			}
			return write(io, priceFile{list}, nil, cmp.Or(output, "-"))
		},
	}
	c.Flags().StringVarP(&output, "output", "o", "", "file to write to instead of standard output")
	return c
}

// importOffers reads offer files and tells what was left out of them.
func importOffers(io streams, files []string) ([]cost.Price, error) {
	io.record.forget() // the files are too large to be looked at twice
	var list []cost.Price
	for _, name := range files {
		offer, err := importOffer(name)
		if err != nil {
			return nil, err
		}
		for _, skipped := range offer.Skipped {
			fmt.Fprintf(io.err, "fjall-lint: note: %s: %s\n", name, skipped)
		}
		list = append(list, offer.Prices...)
	}
	// Of two files for the same service the later one counts.
	return cost.NewPrices(list).All(), nil
}

func importOffer(name string) (*cost.Offer, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read offer: %w", err)
	}
	defer file.Close()
	return cost.ImportOffer(file, name)
}

// priceFile writes a file of prices.
type priceFile struct{ list []cost.Price }

func (p priceFile) Report(w io.Writer, _ *reporters.Report) error {
	if err := cost.WritePrices(w, p.list); err != nil {
		return fmt.Errorf("write prices: %w", err)
	}
	return nil
}
