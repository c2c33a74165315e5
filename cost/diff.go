package cost

// Change is a line that differs between two estimates.
type Change struct {
	// Before and After are the line in each; nil where it is not there.
	Before, After *Line
	// Monthly is what the change adds: negative where it saves.
	Monthly Range
}

// Line is the line as it is now, or as it was where it is gone.
func (c *Change) Line() *Line {
	if c.After != nil {
		return c.After
	}
	return c.Before
}

// Diff is what changes from one estimate to another.
type Diff struct {
	// Added, Removed and Changed are the lines that are new, gone and of another
	// cost, in the order of the estimates.
	Added, Removed, Changed []Change
	// Same is how many lines cost the same in both.
	Same int
	// Totals are the sums of both, by currency.
	Totals []DiffTotal
}

// DiffTotal compares the sums of one currency.
type DiffTotal struct {
	Currency string
	// Before and After are the sums, Monthly and Fixed what is added.
	Before, After  Total
	Monthly, Fixed Range
}

// Compare tells what changes from one estimate to another, line by line. Where
// both are of one stack, it is taken for the same one, whatever its name: two
// versions of a template have two file names.
func Compare(before, after *Estimate) *Diff {
	id := (*Line).ID
	if s, ok := before.onlyStack(); ok {
		if t, ok := after.onlyStack(); ok && s != t {
			id = func(l *Line) string { return string(l.Kind) + "\x00" + l.place() }
		}
	}
	d := &Diff{}
	old := map[string][]*Line{}
	for i := range before.Lines {
		l := &before.Lines[i]
		old[id(l)] = append(old[id(l)], l)
	}
	for i := range after.Lines {
		l := &after.Lines[i]
		k := id(l)
		if len(old[k]) == 0 {
			d.Added = append(d.Added, Change{After: l, Monthly: l.Monthly})
			continue
		}
		was := old[k][0]
		old[k] = old[k][1:]
		switch {
		case was.Currency != l.Currency:
			d.Removed = append(d.Removed, Change{Before: was, Monthly: Range{}.Sub(was.Monthly)})
			d.Added = append(d.Added, Change{After: l, Monthly: l.Monthly})
		case was.Monthly.Equal(l.Monthly):
			d.Same++
		default:
			d.Changed = append(d.Changed, Change{Before: was, After: l, Monthly: l.Monthly.Sub(was.Monthly)})
		}
	}
	for i := range before.Lines {
		l := &before.Lines[i]
		k := id(l)
		if len(old[k]) > 0 && old[k][0] == l {
			old[k] = old[k][1:]
			d.Removed = append(d.Removed, Change{Before: l, Monthly: Range{}.Sub(l.Monthly)})
		}
	}
	d.total(before, after)
	return d
}

// onlyStack is the name of the one stack that the lines belong to.
func (e *Estimate) onlyStack() (string, bool) {
	name := ""
	for i := range e.Lines {
		s := e.Lines[i].Stack
		if name != "" && s != name {
			return "", false
		}
		name = s
	}
	return name, name != ""
}

func (d *Diff) total(before, after *Estimate) {
	at := map[string]int{}
	add := func(t Total, set func(*DiffTotal, Total)) {
		i, ok := at[t.Currency]
		if !ok {
			i = len(d.Totals)
			at[t.Currency] = i
			none := Total{Currency: t.Currency}
			d.Totals = append(d.Totals, DiffTotal{Currency: t.Currency, Before: none, After: none})
		}
		set(&d.Totals[i], t)
	}
	for _, t := range before.Totals() {
		add(t, func(d *DiffTotal, t Total) { d.Before = t })
	}
	for _, t := range after.Totals() {
		add(t, func(d *DiffTotal, t Total) { d.After = t })
	}
	for i := range d.Totals {
		t := &d.Totals[i]
		t.Monthly, t.Fixed = t.After.Monthly.Sub(t.Before.Monthly), t.After.Fixed.Sub(t.Before.Fixed)
	}
}

// IsZero tells whether nothing changes.
func (d *Diff) IsZero() bool { return len(d.Added)+len(d.Removed)+len(d.Changed) == 0 }
