package reporters

import (
	"cmp"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// SARIFOptions are what the user may say about SARIF files.
type SARIFOptions struct {
	// Category tells apart several uploads for one commit; "" leaves it to the
	// one who uploads.
	Category string
	// IncludeSuppressed writes suppressed findings too, marked as such. GitHub
	// code scanning ignores the mark and opens alerts for them.
	IncludeSuppressed bool
	// Locate is the place that results are shown at; "" is [LocateSource].
	Locate Locate
	// Tell is given what a person should know of the file: what was left out. It
	// may be nil.
	Tell func(text string)
}

// NewSARIF is the reporter of SARIF 2.1.0, shaped for GitHub code scanning and
// GitLab. It has one run; a result is one rule at one line of one file.
func NewSARIF(o SARIFOptions) Reporter {
	return sarifReporter{o, sarifLimits{maxResults, maxPlaces, maxSteps}}
}

// What code scanning keeps of a file
// (docs.github.com, SARIF support for code scanning, limits).
const (
	maxResults = 5000
	maxPlaces  = 100  // locations of a result
	maxSteps   = 1000 // locations of the thread flows of a result
	maxText    = 1024 // characters of a text; GitLab drops results with longer ones
	maxMessage = 700  // characters of a message before its links
	maxLinks   = 10   // links in a message
	maxTags    = 10
)

const (
	sarifSchema = "https://json.schemastore.org/sarif-2.1.0.json"
	projectURI  = "https://github.com/fjall-lint/fjall-lint"
	sourceRoot  = "%SRCROOT%"
)

type sarifReporter struct {
	options SARIFOptions
	limits  sarifLimits
}

// sarifLimits are how many of each are written.
type sarifLimits struct{ results, places, steps int }

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool              sarifTool              `json:"tool"`
	AutomationDetails *sarifAutomation       `json:"automationDetails,omitempty"`
	ColumnKind        string                 `json:"columnKind"`
	BaseIDs           map[string]sarifBaseID `json:"originalUriBaseIds"`
	Invocations       []sarifInvocation      `json:"invocations"`
	Results           []sarifResult          `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name            string            `json:"name"`
	FullName        string            `json:"fullName"`
	Organization    string            `json:"organization"`
	Version         string            `json:"version"`
	SemanticVersion string            `json:"semanticVersion"`
	InformationURI  string            `json:"informationUri"`
	Rules           []sarifDescriptor `json:"rules"`
	Notifications   []sarifDescriptor `json:"notifications,omitempty"`
}

type sarifDescriptor struct {
	ID            string               `json:"id"`
	Name          string               `json:"name"`
	Short         sarifText            `json:"shortDescription"`
	Full          sarifText            `json:"fullDescription"`
	Help          sarifText            `json:"help"`
	HelpURI       string               `json:"helpUri,omitempty"`
	Messages      map[string]sarifText `json:"messageStrings,omitempty"`
	Configuration *sarifConfiguration  `json:"defaultConfiguration,omitempty"`
	Properties    *sarifRuleProperties `json:"properties,omitempty"`
}

type sarifText struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown,omitempty"`
}

type sarifConfiguration struct {
	Level string `json:"level"`
}

type sarifRuleProperties struct {
	Tags             []string `json:"tags"`
	Precision        string   `json:"precision"`
	ProblemSeverity  string   `json:"problem.severity"`
	SecuritySeverity string   `json:"security-severity,omitempty"`
}

type sarifAutomation struct {
	ID string `json:"id"`
}

type sarifBaseID struct {
	Description sarifText `json:"description"`
}

type sarifInvocation struct {
	Successful    bool                `json:"executionSuccessful"`
	Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
}

type sarifNotification struct {
	Descriptor sarifDescriptorRef `json:"descriptor"`
	Level      string             `json:"level"`
	Message    sarifText          `json:"message"`
}

type sarifDescriptorRef struct {
	ID    string `json:"id"`
	Index int    `json:"index"`
}

type sarifResult struct {
	RuleID       string              `json:"ruleId"`
	RuleIndex    int                 `json:"ruleIndex"`
	Level        string              `json:"level"`
	Rank         float64             `json:"rank"`
	Message      sarifMessage        `json:"message"`
	Locations    []sarifLocation     `json:"locations"`
	Related      []sarifLocation     `json:"relatedLocations,omitempty"`
	CodeFlows    []sarifCodeFlow     `json:"codeFlows,omitempty"`
	Fingerprints map[string]string   `json:"partialFingerprints"`
	Occurrences  int                 `json:"occurrenceCount,omitempty"`
	Fixes        []sarifFix          `json:"fixes,omitempty"`
	Suppressions *[]sarifSuppression `json:"suppressions,omitempty"`
}

type sarifMessage struct {
	ID        string   `json:"id"`
	Arguments []string `json:"arguments"`
	Text      string   `json:"text"`
}

type sarifLocation struct {
	ID       int            `json:"id,omitempty"`
	Physical sarifPhysical  `json:"physicalLocation"`
	Logical  []sarifLogical `json:"logicalLocations,omitempty"`
	Message  *sarifText     `json:"message,omitempty"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   sarifRegion   `json:"region"`
}

type sarifArtifact struct {
	URI    string `json:"uri"`
	BaseID string `json:"uriBaseId"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn,omitempty"`
	EndLine     int `json:"endLine,omitempty"`
	EndColumn   int `json:"endColumn,omitempty"`
}

type sarifLogical struct {
	Name      string `json:"name"`
	Qualified string `json:"fullyQualifiedName"`
	Kind      string `json:"kind"`
}

type sarifSuppression struct {
	Kind          string `json:"kind"`
	Status        string `json:"status"`
	Justification string `json:"justification"`
}

func (s sarifReporter) Report(w io.Writer, r *Report) error {
	run := sarifRun{
		ColumnKind:  "utf16CodeUnits",
		BaseIDs:     map[string]sarifBaseID{sourceRoot: {sarifText{Text: "The root of the repository."}}},
		Invocations: []sarifInvocation{{Successful: true}},
	}
	run.Tool.Driver = sarifDriver{
		Name: toolName, FullName: toolName + " " + r.Version, Organization: toolName,
		Version: r.Version, SemanticVersion: r.Version, InformationURI: projectURI,
	}
	if s.options.Category != "" {
		// Code scanning takes what stands before the last slash as the category.
		run.AutomationDetails = &sarifAutomation{strings.TrimSuffix(s.options.Category, "/") + "/"}
	}
	all, index := r.allRules()
	run.Tool.Driver.Rules = make([]sarifDescriptor, 0, len(all))
	for _, rule := range all {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule(rule))
	}

	b := newSARIFBuilder(s, r, index)
	results, left := capResults(b.results(), s.limits.results)
	run.Results = results
	var notes []sarifNote
	for _, n := range r.Notes {
		notes = append(notes, sarifNote{"note", trimNote(n)})
	}
	for _, n := range b.leftOut(left) {
		notes = append(notes, sarifNote{"warning", n})
		s.tell(n)
	}
	if b.unplaced > 0 {
		s.tell(fmt.Sprintf("%s shown at the template, because the code is not in the repository: the assembly records %s (see --path-map)",
			plural(b.unplaced, "finding is", "findings are"), clean(slashed(b.missed))))
	}
	addNotes(&run, notes)
	return writeJSON(w, sarifLog{sarifSchema, "2.1.0", []sarifRun{run}})
}

func (s sarifReporter) tell(text string) {
	if s.options.Tell != nil {
		s.options.Tell(text)
	}
}

// leftOut says what code scanning would not keep; results is how many of these are
// left out.
func (b *sarifBuilder) leftOut(results int) []string {
	var list []string
	if results > 0 {
		list = append(list, fmt.Sprintf("%s left out, the least severe: code scanning keeps %s of a file",
			plural(results, "result is", "results are"), thousands(b.limits.results)))
	}
	if b.leftPlaces > 0 {
		list = append(list, fmt.Sprintf("%s left out: code scanning keeps %s of a result",
			plural(b.leftPlaces, "related place is", "related places are"), thousands(b.limits.places)))
	}
	if b.leftSteps > 0 {
		list = append(list, fmt.Sprintf("%s left out: code scanning keeps %s of a result",
			plural(b.leftSteps, "step of a path is", "steps of paths are"), thousands(b.limits.steps)))
	}
	return list
}

// allRules are the rules that ran and those that findings name, by id, with
// their index.
func (r *Report) allRules() ([]*rules.Rule, map[string]int) {
	byID := map[string]*rules.Rule{}
	for _, rule := range r.Rules {
		byID[rule.ID] = rule
	}
	for _, f := range r.Findings {
		if byID[f.Rule.ID] == nil {
			byID[f.Rule.ID] = f.Rule
		}
	}
	all := make([]*rules.Rule, 0, len(byID))
	for _, rule := range byID {
		all = append(all, rule)
	}
	slices.SortFunc(all, func(a, b *rules.Rule) int { return cmp.Compare(a.ID, b.ID) })
	index := make(map[string]int, len(all))
	for i, rule := range all {
		index[rule.ID] = i
	}
	return all, index
}

// isSecurity tells the rules whose findings are weaknesses, not faults in
// operation or matters of cost and order.
func isSecurity(rule *rules.Rule) bool {
	switch rule.Category {
	case "hardcoded", "permissions", "rotation", "encryption":
		return rule.Severity > rules.Info
	}
	return slices.Contains(rule.Tags, "security") && rule.Severity > rules.Info
}

func sarifRule(rule *rules.Rule) sarifDescriptor {
	title := sentence(clean(rule.Title))
	d := sarifDescriptor{
		ID: clean(rule.ID), Name: pascal(rule.Name),
		Short: sarifText{Text: cutRunes(title, maxText)},
		Full:  sarifText{Text: cutRunes(sentence(cmp.Or(clean(rule.Description), title)), maxText)},
		Help:  ruleHelp(rule),
		Messages: map[string]sarifText{
			"default": {Text: strings.TrimSuffix(braces.Replace(title), ".") + ": '{0}'."},
		},
		Configuration: &sarifConfiguration{level(rule.Severity)},
		Properties:    &sarifRuleProperties{Tags: ruleTags(rule), Precision: "high", ProblemSeverity: problemSeverity(rule.Severity)},
	}
	if isSecurity(rule) {
		d.Properties.SecuritySeverity = securitySeverity(rule.Severity)
	}
	if len(rule.References) > 0 {
		if u, err := url.Parse(rule.References[0]); err == nil && u.IsAbs() && u.Host != "" {
			d.HelpURI = u.String()
		}
	}
	return d
}

// braces doubles the braces of text that becomes a message with placeholders
// (SARIF 2.1.0, 3.11.5).
var braces = strings.NewReplacer("{", "{{", "}", "}}")

// ruleHelp is what code scanning shows below an alert: why, what is wrong and what
// is right, and where to read on.
func ruleHelp(rule *rules.Rule) sarifText {
	title, remedy := sentence(clean(rule.Title)), sentence(clean(rule.Remediation))
	text := cmp.Or(sentence(clean(rule.Description)), title)
	md := "### Why\n\n" + text
	if remedy != "" {
		text += "\nHow to fix: " + remedy
		md += "\n\n### How to fix\n\n- **Bad:** " + title + "\n- **Good:** " + remedy
	}
	md += fmt.Sprintf("\n\nRule `%s` (%s), %s severity. To accept a finding with a reason, in the app:\n\n"+
		"```ts\nValidations.of(construct).acknowledge({ id: 'fjall-lint::%s', reason: '…' });\n```",
		clean(rule.Name), clean(rule.ID), rule.Severity, clean(rule.ID))
	for i, ref := range rule.References {
		if i == 0 {
			md += "\n\n### See also\n"
		}
		text += "\n" + clean(ref)
		md += "\n- <" + clean(ref) + ">"
	}
	return sarifText{Text: text, Markdown: md}
}

// ruleTags are a rule's tags in order, with what GitHub and GitLab sort by:
// GitLab takes CWE-798, use of hard-coded credentials, for secret detection.
func ruleTags(rule *rules.Rule) []string {
	tags := []string{clean(rule.Category)}
	if isSecurity(rule) {
		tags = append(tags, "security")
	}
	if rule.Category == "hardcoded" {
		tags = append(tags, "cwe-798")
	}
	for _, t := range rule.Tags {
		if t = clean(t); !slices.Contains(tags, t) && len(tags) < maxTags {
			tags = append(tags, t)
		}
	}
	slices.Sort(tags)
	return tags
}

// pascal makes SARIF's name of a rule: "rotation/absent" is RotationAbsent.
func pascal(name string) string {
	var b strings.Builder
	up := true
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			up = true
		case up:
			b.WriteRune(unicode.ToUpper(r))
			up = false
		default:
			b.WriteRune(r)
		}
	}
	return cutRunes(b.String(), 255)
}

func level(s rules.Severity) string {
	switch s {
	case rules.Critical, rules.High:
		return "error"
	case rules.Medium:
		return "warning"
	}
	return "note"
}

func problemSeverity(s rules.Severity) string {
	switch s {
	case rules.Critical, rules.High:
		return "error"
	case rules.Medium:
		return "warning"
	}
	return "recommendation"
}

// securitySeverity is a score in the middle of the ranges that GitHub maps back
// to critical (over 9.0), high (7.0), medium (4.0) and low.
func securitySeverity(s rules.Severity) string {
	switch s {
	case rules.Critical:
		return "9.5"
	case rules.High:
		return "8.0"
	case rules.Medium:
		return "5.5"
	}
	return "3.0"
}

// rank is what GitLab sorts results by, 0 to 100.
func rank(s rules.Severity) float64 {
	switch s {
	case rules.Critical:
		return 95
	case rules.High:
		return 80
	case rules.Medium:
		return 55
	case rules.Low:
		return 30
	}
	return 5
}

// span is a stretch of bytes of a file, the byte order mark not counted.
type span struct{ start, end int }

// secretRanges are the values that findings point at and that may be
// credentials, suppressed findings included, by file.
func (r *Report) secretRanges() map[string][]span {
	ranges := map[string][]span{}
	add := func(s *template.Stack, rng template.Range) {
		if s != nil && s.Source != nil {
			ranges[rng.File] = append(ranges[rng.File], span{rng.Start.Offset - s.Source.BOM, rng.End.Offset - s.Source.BOM})
		}
	}
	for _, f := range r.Findings {
		if !mayHoldSecret(f) {
			continue
		}
		if f.Exact && len(f.Path) > 2 {
			add(f.Stack, f.Range)
			if f.Stack != nil { // the range may be a part of the value only
				if _, value := keyOf(f.Stack, f.Path); value != nil {
					add(f.Stack, value.Range())
				}
			}
		}
		for _, rel := range f.Related {
			if len(rel.Path) > 2 {
				add(rel.Stack, rel.Range)
			}
		}
	}
	return ranges
}

type sarifBuilder struct {
	*Report
	options    SARIFOptions
	limits     sarifLimits
	index      map[string]int
	secrets    map[string][]span
	secretCode map[string][]int
	hashes     map[*template.Source][]string
	traces     map[*template.SourcePos][]codePlace

	leftPlaces, leftSteps int

	// unplaced counts the findings whose code is known and not in the repository;
	// missed is the first such file.
	unplaced int
	missed   string
}

func newSARIFBuilder(s sarifReporter, r *Report, index map[string]int) *sarifBuilder {
	b := &sarifBuilder{
		Report: r, options: s.options, limits: s.limits, index: index, secrets: r.secretRanges(),
		hashes: map[*template.Source][]string{}, traces: map[*template.SourcePos][]codePlace{},
	}
	if r.Repository != nil && r.Assembly != nil {
		r.Repository.apps = nil
		for _, p := range r.Assembly.Programs {
			if dir, ok := r.repoFile(p.Dir); ok && p.Dir != "" {
				r.Repository.apps = append(r.Repository.apps, dir)
			}
		}
	}
	b.secretCode = b.secretPlaces()
	return b
}

// results are the findings grouped as code scanning tells alerts apart: by rule,
// file and line. A line of a construct that is used several times makes several
// resources, and one result.
func (b *sarifBuilder) results() []sarifResult {
	type key struct {
		rule, file string
		line       int
		suppressed bool
	}
	index := map[key]int{}
	var groups [][]*rules.Finding
	for _, f := range b.Findings {
		if f.Suppressed != nil && !b.options.IncludeSuppressed {
			continue
		}
		if f.Source != nil && b.Repository != nil && b.options.Locate != LocateTemplate && len(b.frames(f)) == 0 {
			if b.unplaced++; b.missed == "" {
				b.missed = f.Source.File
			}
		}
		at := b.place(f).Physical
		k := key{f.Rule.ID, at.Artifact.URI, at.Region.StartLine, f.Suppressed != nil}
		i, ok := index[k]
		if !ok {
			i = len(groups)
			index[k] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], f)
	}
	results := make([]sarifResult, 0, len(groups))
	for _, g := range groups {
		results = append(results, b.result(g))
	}
	slices.SortStableFunc(results, compareResults)
	return results
}

func compareResults(a, b sarifResult) int {
	pa, pb := a.Locations[0].Physical, b.Locations[0].Physical
	return cmp.Or(
		cmp.Compare(pa.Artifact.URI, pb.Artifact.URI),
		cmp.Compare(pa.Region.StartLine, pb.Region.StartLine),
		cmp.Compare(pa.Region.StartColumn, pb.Region.StartColumn),
		cmp.Compare(a.RuleID, b.RuleID),
	)
}

// capResults keeps the most severe results, in order of place, and tells how
// many it leaves out.
func capResults(results []sarifResult, most int) (kept []sarifResult, left int) {
	if len(results) <= most {
		return results, 0
	}
	kept = slices.Clone(results)
	slices.SortStableFunc(kept, func(a, b sarifResult) int { return cmp.Compare(b.Rank, a.Rank) })
	kept = kept[:most]
	slices.SortStableFunc(kept, compareResults)
	return kept, len(results) - most
}

// result makes one result of the findings of one rule at one line.
func (b *sarifBuilder) result(group []*rules.Finding) sarifResult {
	first := group[0]
	severity := first.Severity
	for _, f := range group {
		severity = max(severity, f.Severity)
	}
	res := sarifResult{
		RuleID: clean(first.Rule.ID), RuleIndex: b.index[first.Rule.ID], Level: level(severity), Rank: rank(severity),
		Locations:    []sarifLocation{b.place(first)},
		Fingerprints: map[string]string{"fjallFinding/v1": groupFingerprint(group)},
	}
	code, inCode := b.primary(first)
	hash := ""
	if inCode {
		hash = b.codeHash(code)
	} else {
		hash = b.lineHash(first)
	}
	if hash != "" {
		res.Fingerprints["primaryLocationLineHash"] = hash
	}
	if len(group) > 1 {
		res.Occurrences = len(group)
	}

	var links []string
	relate := func(l sarifLocation, link, message string) {
		if len(res.Related) >= b.limits.places {
			b.leftPlaces++
			return
		}
		l.ID, l.Message = len(res.Related)+1, locationText(message)
		res.Related = append(res.Related, l)
		if len(links) < maxLinks && link != "" {
			links = append(links, fmt.Sprintf("[%s](%d)", linkText(link), l.ID))
		}
	}
	names := make([]string, 0, len(group))
	for _, f := range group {
		if name := clean(cmp.Or(f.LogicalID, f.Template())); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	var also, see string
	if len(group) > 1 {
		for _, f := range group {
			relate(b.location(f.Stack, f.Range, f.LogicalID, f.ConstructPath, f.ResourceType), cmp.Or(f.LogicalID, f.Template()), f.Message)
		}
		also = fmt.Sprintf(" This holds for %d places: %s", len(group), strings.Join(links, ", "))
		if len(group) > len(links) {
			also += fmt.Sprintf(" and %d more", len(group)-len(links))
		}
		also += "."
		links = nil
	}
	if len(group) == 1 && inCode {
		l := b.location(first.Stack, first.Range, first.LogicalID, first.ConstructPath, first.ResourceType)
		relate(l, cmp.Or(first.LogicalID, "the place")+" in the template", "The synthesized template")
	}
	type shown struct {
		at   sarifPhysical
		text string
	}
	seen := map[shown]bool{{res.Locations[0].Physical, ""}: true}
	once := func(at sarifPhysical, text string) bool {
		k := shown{at, text}
		known := seen[k]
		seen[k] = true
		return !known
	}
	for _, f := range group {
		if !inCode {
			for _, at := range b.frames(f) {
				if l := at.location(); once(l.Physical, "") {
					relate(l, "code that defines it", "The code that defines it")
				}
				break
			}
		}
		for _, rel := range f.Related {
			if l := b.relatedLocation(rel); once(l.Physical, rel.Message) {
				relate(l, cmp.Or(rel.Message, rel.LogicalID), rel.Message)
			}
		}
	}
	if inCode {
		// Who uses the construct that the line is in.
		for _, f := range group {
			for i, caller := range b.frames(f) {
				if i == 0 {
					continue
				}
				if l := caller.location(); once(l.Physical, "") {
					relate(l, "", "Called from here")
				}
			}
		}
	}
	if len(links) > 0 {
		see = " See: " + strings.Join(links, ", ") + "."
	}
	text := cutRunes(sentence(strings.ReplaceAll(clean(first.Message), "](", "] (")), maxMessage)
	for _, more := range []string{also, see} {
		if utf8.RuneCountInString(text)+utf8.RuneCountInString(more) <= maxText {
			text += more
		}
	}
	res.Message = sarifMessage{"default", []string{cutRunes(strings.Join(names, ", "), maxText)}, text}

	res.CodeFlows = b.flows(group)
	res.Fixes = b.fixes(group)

	if b.options.IncludeSuppressed {
		list := []sarifSuppression{}
		if sup := first.Suppressed; sup != nil {
			kind := "inSource"
			if sup.Kind == "configuration" || sup.Kind == "baseline" {
				kind = "external"
			}
			list = append(list, sarifSuppression{kind, "accepted", trimNote(sup.Reason)})
		}
		res.Suppressions = &list
	}
	return res
}

// groupFingerprint is the identity of a result: the least of its findings', so that
// it does not depend on their order, and seldom on another one that joins them.
func groupFingerprint(group []*rules.Finding) string {
	least := group[0].Fingerprint
	for _, f := range group[1:] {
		least = min(least, f.Fingerprint)
	}
	return least
}

// linkText is the text of a link within a message, which holds no brackets.
func linkText(s string) string {
	return cutRunes(strings.TrimSuffix(strings.NewReplacer("[", "(", "]", ")", `\`, "/").Replace(clean(s)), "."), 80)
}

func (b *sarifBuilder) location(s *template.Stack, rng template.Range, id, construct, kind string) sarifLocation {
	l := sarifLocation{Physical: sarifPhysical{b.artifact(rng.File), region(s, rng)}}
	if id == "" {
		return l
	}
	qualified := construct
	if qualified == "" {
		qualified = id
		if s != nil {
			qualified = s.Name + "/" + id
		}
	}
	what := "object"
	if strings.Contains(kind, "::") {
		what = "resource"
	}
	l.Logical = []sarifLogical{{clean(id), clean(qualified), what}}
	return l
}

// artifact is a file as code scanning wants it: relative to the repository's
// root, whatever folder the run was started in.
func (b *sarifBuilder) artifact(file string) sarifArtifact {
	name, ok := b.repoFile(file)
	if !ok {
		name = outside(name)
	}
	return sarifArtifact{encodeURI(cmp.Or(name, "unknown")), sourceRoot}
}

// outside is the path of a file outside the repository, relative all the same.
func outside(name string) string {
	for strings.Contains("/"+name, "/../") {
		name = strings.Replace("/"+name, "/../", "/", 1)[1:]
	}
	return strings.TrimLeft(name, "/")
}

// encodeURI percent-encodes a path with slashes (RFC 3986, 2.3 and 3.3).
func encodeURI(name string) string {
	var b strings.Builder
	for i := range len(name) {
		c := name[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~/@+,=", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// region is the part of a range that lies on its first line, with columns in
// UTF-16 units: an alert shows in a pull request only when all its lines are in
// the diff.
func region(s *template.Stack, rng template.Range) sarifRegion {
	start, end := rng.Start, rng.End
	if start.Line < 1 {
		return sarifRegion{StartLine: 1}
	}
	convert := func(column int) int { return column }
	if s != nil && s.Source != nil && s.Source.Name == rng.File {
		line := s.Source.Line(start.Line)
		if end.Line > start.Line {
			end = template.Pos{Line: start.Line, Column: utf8.RuneCountInString(line) + 1}
		}
		convert = func(column int) int { return utf16Column(line, column) }
	}
	reg := sarifRegion{StartLine: start.Line, StartColumn: convert(max(start.Column, 1))}
	if end.Line == start.Line && end.Column > start.Column {
		reg.EndLine, reg.EndColumn = start.Line, convert(end.Column)
	}
	return reg
}

// utf16Column is a column in UTF-16 code units, of one in characters.
func utf16Column(line string, column int) int {
	units, characters := 1, 1
	for _, r := range line {
		if characters >= column {
			break
		}
		characters++
		units += max(utf16.RuneLen(r), 1)
	}
	return units
}

// lineHash is the fingerprint that code scanning follows alerts by, "" where
// the file's text is not at hand. It is left out, too, where the hashed text
// holds a value that may be a credential: a hash of 100 characters, most of
// them known, gives a short value away. The upload action, which has the file,
// fills it in.
func (b *sarifBuilder) lineHash(f *rules.Finding) string {
	if f.Stack == nil || f.Stack.Source == nil || f.Stack.Source.Name != f.Range.File || f.Range.Start.Line < 1 {
		return ""
	}
	src := f.Stack.Source
	from := src.Offset(f.Range.Start.Line, 1)
	until := hashedUntil(src.Data, from)
	for _, s := range b.secrets[f.Range.File] {
		if s.start < until && from < s.end {
			return ""
		}
	}
	return b.hashOf(src, f.Range.Start.Line)
}

// hashOf is the hash of a line of a file.
func (b *sarifBuilder) hashOf(src *template.Source, line int) string {
	hashes, ok := b.hashes[src]
	if !ok {
		hashes = lineHashes(src.Data, src.BOM > 0)
		b.hashes[src] = hashes
	}
	if line <= len(hashes) {
		return hashes[line-1]
	}
	return ""
}

type sarifNote struct{ level, text string }

// addNotes adds notifications with the descriptor that they share.
func addNotes(run *sarifRun, notes []sarifNote) {
	if len(notes) == 0 {
		return
	}
	const about = "What the run left out, and why."
	run.Tool.Driver.Notifications = []sarifDescriptor{{
		ID: "FJN001", Name: "RunNote",
		Short: sarifText{Text: about},
		Full:  sarifText{Text: "A remark on the run that is no finding: " + strings.ToLower(about[:1]) + about[1:]},
		Help:  sarifText{Text: "Read the note: it names what was left out and how to include it."},
	}}
	for _, n := range notes {
		run.Invocations[0].Notifications = append(run.Invocations[0].Notifications, sarifNotification{
			Descriptor: sarifDescriptorRef{"FJN001", 0}, Level: n.level, Message: sarifText{Text: sentence(n.text)},
		})
	}
}

// cutRunes shortens text to at most n characters.
func cutRunes(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	runes := []rune(s)
	return strings.TrimRight(string(runes[:n-1]), " ") + "…"
}
