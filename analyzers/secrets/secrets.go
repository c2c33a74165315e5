// Package secrets takes stock of the secrets that a program creates or has a
// service create: their names, where their values come from, what JSON keys
// they have, how they are encrypted, replicated and attached.
package secrets

import (
	"encoding/json"
	"math"
	"sort"
	"strconv"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/classify"
	"github.com/fjall-lint/fjall-lint/template"
)

// Analyzer takes stock of secrets. Its result is [*Facts].
var Analyzer = &analyzers.Analyzer{
	Name: "secrets",
	Doc:  "every secret that the program creates or has a service create",
	Run:  func(pass *analyzers.Pass) (any, error) { return run(pass), nil },
}

// Facts are all secrets in the order of the program.
type Facts struct {
	Secrets []*Secret `json:"secrets"`
	// Managed are secrets that a service creates and rotates itself, for
	// resources that ask for it.
	Managed []*Managed `json:"managed"`
	byKey   map[string]*Secret
}

// Secret is one AWS::SecretsManager::Secret.
type Secret struct {
	Resource *template.Resource `json:"-"`
	Key      string             `json:"key"` // of the resource
	At       analyzers.Place    `json:"at"`
	// Label names the secret in messages.
	Label string `json:"label"`
	Stack string `json:"stack"` // key of the stack
	Name  Name   `json:"name"`
	// Described tells whether the secret has a Description: yes, no, unknown.
	Described string `json:"described"`
	// Origin says where the value comes from: "generated", "literal",
	// "parameter", "dynamic" (a dynamic reference), "attribute" (of another
	// resource), "computed" (parts of several), "empty" (the template gives no
	// value), "unknown".
	Origin string `json:"origin"`
	// Purpose is what the secret seems to hold: "database" (credentials of a
	// database: attached to one, or with the JSON keys of one), "generated" (a
	// value that is made by Secrets Manager), "certain" other kinds see
	// rotation rules: "third-party" (a value that others issue), "unknown".
	Purpose string `json:"purpose"`
	// JSONKeys are the keys of the secret's JSON as far as the template tells;
	// KeysKnown is set when these are all.
	JSONKeys  []string `json:"json_keys"`
	KeysKnown bool     `json:"keys_known"`
	// Engine is the value of the JSON key engine, "" when it is not known.
	Engine string `json:"engine"`
	// Superuser is the key of the secret that the JSON key masterarn names: the one
	// that a rotation by alternating users logs in with. "" where there is none of
	// the program.
	Superuser string `json:"superuser"`
	// Username is the value of the JSON key username, "" when it is not known.
	Username string `json:"-"`
	// Defaulted is set when part of the value comes from the default of a parameter,
	// which a deployment may change.
	Defaulted  bool       `json:"-"`
	Generation Generation `json:"generation"`
	KMS        KMS        `json:"kms"`
	Replicas   []Replica  `json:"replicas"`
	// Attachments are the SecretTargetAttachments of the secret.
	Attachments []Attachment `json:"attachments"`
	// DeletionPolicy and UpdateReplacePolicy are as written, "" when absent.
	DeletionPolicy      string            `json:"deletion_policy"`
	UpdateReplacePolicy string            `json:"update_replace_policy"`
	Tags                map[string]string `json:"tags"`
	TagsKnown           bool              `json:"tags_known"`
}

// Name is a secret's name as far as the template tells.
type Name struct {
	// State is "literal" (known in full), "partial" (some of it), "unknown", or
	// "generated" (no Name: CloudFormation makes one of the stack's name, the
	// logical id and random characters).
	State string `json:"state"`
	// Text is the name; what is not known stands as an asterisk.
	Text string `json:"text"`
	// At is where the name is written.
	At analyzers.Place `json:"at"`
	// Defaulted is set when a part of the name comes from a parameter's default,
	// which a deployment may change.
	Defaulted bool `json:"defaulted"`
}

// Generation is a secret's GenerateSecretString.
type Generation struct {
	On                bool   `json:"on"`
	Known             bool   `json:"known"` // all settings below are known
	Length            int    `json:"length"`
	ExcludeCharacters string `json:"exclude_characters"`
	ExcludeLowercase  bool   `json:"exclude_lowercase"`
	ExcludeUppercase  bool   `json:"exclude_uppercase"`
	ExcludeNumbers    bool   `json:"exclude_numbers"`
	ExcludePunct      bool   `json:"exclude_punctuation"`
	IncludeSpace      bool   `json:"include_space"`
	StringKey         string `json:"string_key"`
	// Alphabet is the number of characters to draw from, Bits the entropy of the
	// generated value, rounded down.
	Alphabet int             `json:"alphabet"`
	Bits     int             `json:"bits"`
	At       analyzers.Place `json:"at"`
}

// KMS is the key that encrypts a secret or a replica.
type KMS struct {
	// Kind is "default" (no key given), "managed" (alias/aws/secretsmanager),
	// "customer" or "unknown".
	Kind string `json:"kind"`
	// Key is the resource key of an AWS::KMS::Key of the program; an alias of the
	// program is followed to its key.
	Key string `json:"key"`
	// Text is a literal key id, ARN or alias.
	Text string          `json:"text"`
	At   analyzers.Place `json:"at"`
}

// Replica is an entry of ReplicaRegions.
type Replica struct {
	Region string          `json:"region"` // "" is unknown
	KMS    KMS             `json:"kms"`
	At     analyzers.Place `json:"at"`
}

// Attachment is a SecretTargetAttachment of the secret.
type Attachment struct {
	Key        string          `json:"key"`
	At         analyzers.Place `json:"at"`
	TargetType string          `json:"target_type"`
	// Target is the resource key of the database, "" when it is not known.
	Target   string             `json:"target"`
	Resource *template.Resource `json:"-"`
}

// Managed is a secret that a service makes for a resource, such as
// ManageMasterUserPassword of a database.
type Managed struct {
	Resource *template.Resource `json:"-"`
	Key      string             `json:"key"`
	At       analyzers.Place    `json:"at"`
	Label    string             `json:"label"`
	Type     string             `json:"type"`
	Property string             `json:"property"`
	State    string             `json:"state"` // yes or unknown
	KMS      KMS                `json:"kms"`
}

// ByKey finds a secret by the key of its resource, or of an attachment of it.
func (f *Facts) ByKey(key string) *Secret { return f.byKey[key] }

func run(pass *analyzers.Pass) *Facts {
	facts := &Facts{Secrets: []*Secret{}, Managed: []*Managed{}, byKey: map[string]*Secret{}}
	var attachments []*template.Resource
	pass.Resources(func(r *template.Resource) {
		switch r.Type {
		case "AWS::SecretsManager::Secret":
			s := read(r)
			facts.Secrets = append(facts.Secrets, s)
			facts.byKey[s.Key] = s
		case "AWS::SecretsManager::SecretTargetAttachment":
			attachments = append(attachments, r)
		}
		if m := managed(r); m != nil {
			facts.Managed = append(facts.Managed, m)
		}
	})
	for _, r := range attachments {
		secret := r.AttachedSecret()
		if secret == nil {
			continue
		}
		s := facts.byKey[secret.Key()]
		if s == nil {
			continue
		}
		facts.byKey[r.Key()] = s
		s.attach(r)
	}
	for _, s := range facts.Secrets {
		s.purpose()
		s.superuser()
	}
	return facts
}

func read(r *template.Resource) *Secret {
	s := &Secret{
		Resource: r, Key: r.Key(), At: analyzers.AtResource(r), Label: r.Label(), Stack: r.Stack.Key,
		JSONKeys: []string{}, Replicas: []Replica{}, Attachments: []Attachment{},
		DeletionPolicy:      r.Node.Get("DeletionPolicy").Scalar(),
		UpdateReplacePolicy: r.Node.Get("UpdateReplacePolicy").Scalar(),
	}
	s.Name = ReadName(r, r.Property("Name"), analyzers.At(r, "Name"))
	s.Described = present(r.Property("Description"))
	s.value()
	s.KMS = ReadKMS(r, r.Property("KmsKeyId"), analyzers.At(r, "KmsKeyId"))
	for i, e := range r.Property("ReplicaRegions").Elems() {
		at := analyzers.At(r, "ReplicaRegions", i)
		if e.Node != nil {
			at = analyzers.AtNode(r.Stack, e.Node, at)
		}
		region, _ := e.Get("Region").Literal()
		s.Replicas = append(s.Replicas, Replica{Region: region, KMS: ReadKMS(r, e.Get("KmsKeyId"), at), At: at})
	}
	s.Tags, s.TagsKnown = tags(r.Property("Tags"))
	return s
}

// present tells whether a property is there and not empty.
func present(v *template.Value) string {
	result := ""
	for _, a := range v.Alternatives() {
		state := "yes"
		switch a.Value.Kind {
		case template.AbsentValue:
			state = "no"
		case template.UnknownValue:
			state = "unknown"
		case template.ScalarValue:
			if text, ok := a.Value.Literal(); ok && strings.TrimSpace(text) == "" {
				state = "no"
			}
		}
		if result != "" && result != state {
			return "unknown"
		}
		result = state
	}
	return result
}

// ReadName reads a name property.
func ReadName(r *template.Resource, v *template.Value, at analyzers.Place) Name {
	if v.Kind == template.ChoiceValue {
		// The first alternative that is wholly known serves for messages.
		return Name{State: "unknown", Text: "*", At: at}
	}
	switch v.Kind {
	case template.AbsentValue:
		return Name{State: "generated", At: at}
	case template.ScalarValue:
		n := Name{State: "literal", Text: v.Text("*"), At: at}
		if _, ok := v.Literal(); !ok {
			n.State = "partial"
			if strings.Trim(n.Text, "*") == "" {
				n.State = "unknown"
			}
		}
		for _, p := range v.Parts {
			if p.Kind == template.LiteralPart && p.Origin == template.FromDefault {
				n.Defaulted = true
			}
		}
		return n
	}
	return Name{State: "unknown", Text: "*", At: at}
}

// value reads SecretString or GenerateSecretString.
func (s *Secret) value() {
	r := s.Resource
	if g := r.Property("GenerateSecretString"); g.Kind != template.AbsentValue {
		s.Origin = "generated"
		s.generation(g)
		return
	}
	v := r.Property("SecretString")
	s.Origin = Origin(v)
	switch v.Kind {
	case template.AbsentValue:
		s.KeysKnown = false
	case template.ScalarValue:
		s.keysOf(v.Text("*"), true)
	case template.ChoiceValue:
		for _, a := range v.Alternatives() {
			s.keysOf(a.Value.Text("*"), false)
		}
	}
}

// Origin says where a value comes from, see [Secret.Origin].
func Origin(v *template.Value) string {
	origin := ""
	for _, a := range v.Alternatives() {
		o := "unknown"
		switch a.Value.Kind {
		case template.AbsentValue:
			o = "empty"
		case template.ScalarValue:
			o = scalarOrigin(a.Value)
		}
		switch {
		case origin == "":
			origin = o
		case origin != o:
			origin = "computed"
		}
	}
	return origin
}

func scalarOrigin(v *template.Value) string {
	kinds := map[string]bool{}
	for _, p := range v.Parts {
		switch p.Kind {
		case template.LiteralPart:
			if p.Param != nil {
				kinds["parameter"] = true
			}
		case template.ParamPart:
			kinds["parameter"] = true
		case template.DynamicPart:
			kinds["dynamic"] = true
		case template.RefPart, template.DerivedPart:
			kinds["attribute"] = true
		default:
			kinds["unknown"] = true
		}
	}
	switch len(kinds) {
	case 0:
		return "literal"
	case 1:
		for k := range kinds {
			return k
		}
	}
	return "computed"
}

// keysOf reads the keys of a secret's JSON; gaps in the text stand as asterisks
// within strings.
func (s *Secret) keysOf(text string, known bool) {
	trimmed := strings.TrimSpace(text)
	if !strings.HasPrefix(trimmed, "{") {
		s.KeysKnown = known && !strings.Contains(text, "*")
		return
	}
	var object map[string]json.RawMessage
	if json.Unmarshal([]byte(trimmed), &object) != nil {
		// A number or boolean that is not known stands as a bare asterisk.
		if json.Unmarshal([]byte(bareGaps(trimmed)), &object) != nil {
			return
		}
	}
	for k := range object {
		s.JSONKeys = append(s.JSONKeys, k)
	}
	sort.Strings(s.JSONKeys)
	s.JSONKeys = compact(s.JSONKeys)
	s.KeysKnown = known
	scalar := func(key string) string {
		var value string
		if json.Unmarshal(object[key], &value) != nil || strings.Contains(value, "*") {
			return ""
		}
		return value
	}
	s.Engine = scalar("engine")
	if s.Username = ""; known {
		s.Username = scalar("username")
	}
}

func bareGaps(text string) string {
	return strings.NewReplacer(":*,", ":null,", ":*}", ":null}", ": *,", ": null,", ": *}", ": null}").Replace(text)
}

func compact(list []string) []string {
	out := list[:0]
	for i, k := range list {
		if i == 0 || list[i-1] != k {
			out = append(out, k)
		}
	}
	return out
}

// generation reads GenerateSecretString. Defaults: AWS Secrets Manager API
// reference, GetRandomPassword (PasswordLength 32).
func (s *Secret) generation(g *template.Value) {
	r := s.Resource
	gen := Generation{On: true, Known: true, Length: 32, At: analyzers.At(r, "GenerateSecretString")}
	text := func(name string) string {
		v := g.Get(name)
		if v.Kind == template.AbsentValue {
			return ""
		}
		t, ok := v.Literal()
		if !ok {
			gen.Known = false
		}
		return t
	}
	flag := func(name string) bool { return strings.EqualFold(text(name), "true") }
	if g.Kind != template.MapValue {
		gen.Known = false
	}
	if t := text("PasswordLength"); t != "" {
		n, err := strconv.Atoi(t)
		if err != nil {
			gen.Known = false
		}
		gen.Length = n
	}
	gen.ExcludeCharacters = text("ExcludeCharacters")
	gen.ExcludeLowercase, gen.ExcludeUppercase = flag("ExcludeLowercase"), flag("ExcludeUppercase")
	gen.ExcludeNumbers, gen.ExcludePunct = flag("ExcludeNumbers"), flag("ExcludePunctuation")
	gen.IncludeSpace = flag("IncludeSpace")
	gen.StringKey, _ = g.Get("GenerateStringKey").Literal()
	t := g.Get("SecretStringTemplate")
	switch t.Kind {
	case template.ScalarValue:
		s.keysOf(t.Text("*"), true)
		if gen.StringKey != "" {
			s.JSONKeys = append(s.JSONKeys, gen.StringKey)
			sort.Strings(s.JSONKeys)
			s.JSONKeys = compact(s.JSONKeys)
		} else {
			s.KeysKnown = false
		}
	case template.AbsentValue:
		// Without any settings it stands for a value that is put in later, as the CDK
		// writes it.
		s.KeysKnown = g.Kind == template.MapValue && len(g.Keys()) > 0
	}
	gen.strength()
	s.Generation = gen
}

// strength counts the characters that a value is drawn from. Source: AWS
// Secrets Manager API reference, GetRandomPassword: letters, digits and the 32
// punctuation characters of ASCII; a space only when asked for.
func (g *Generation) strength() {
	var alphabet strings.Builder
	add := func(excluded bool, chars string) {
		if !excluded {
			alphabet.WriteString(chars)
		}
	}
	add(g.ExcludeLowercase, "abcdefghijklmnopqrstuvwxyz")
	add(g.ExcludeUppercase, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	add(g.ExcludeNumbers, "0123456789")
	add(g.ExcludePunct, "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
	add(!g.IncludeSpace, " ")
	for _, c := range alphabet.String() {
		if !strings.ContainsRune(g.ExcludeCharacters, c) {
			g.Alphabet++
		}
	}
	if g.Alphabet > 0 {
		g.Bits = int(float64(g.Length) * math.Log2(float64(g.Alphabet)))
	}
}

// ReadKMS reads a KmsKeyId.
func ReadKMS(r *template.Resource, v *template.Value, at analyzers.Place) KMS {
	k := KMS{Kind: "unknown", At: at}
	switch v.Kind {
	case template.AbsentValue:
		k.Kind = "default"
	case template.ScalarValue:
		if p, ok := v.Single(); ok {
			if key := keyOf(p.Resource, 0); key != nil {
				k.Kind, k.Key = "customer", key.Key()
			}
			return k
		}
		text := v.Text("*")
		if strings.HasSuffix(text, "alias/aws/secretsmanager") {
			k.Kind, k.Text = "managed", text
			return k
		}
		if _, ok := v.Literal(); ok {
			k.Kind, k.Text = "customer", text
			return k
		}
		if i := strings.Index(text, ":kms:"); i >= 0 || strings.HasPrefix(text, "alias/") {
			k.Kind, k.Text = "customer", text
			for _, p := range v.Parts { // arn:…:key/${Key}
				if p.Kind == template.RefPart {
					if key := keyOf(p.Resource, 0); key != nil {
						k.Key = key.Key()
					}
				}
			}
		}
	}
	return k
}

// keyOf is the AWS::KMS::Key that a resource is or is an alias of.
func keyOf(r *template.Resource, depth int) *template.Resource {
	switch r.Type {
	case "AWS::KMS::Key", "AWS::KMS::ReplicaKey":
		return r
	case "AWS::KMS::Alias":
		if p, ok := r.Property("TargetKeyId").Single(); ok && depth < 3 {
			return keyOf(p.Resource, depth+1)
		}
	}
	return nil
}

func tags(v *template.Value) (map[string]string, bool) {
	tags, known := map[string]string{}, v.Kind == template.ListValue || v.Kind == template.AbsentValue
	for _, e := range v.Elems() {
		key, ok := e.Get("Key").Literal()
		if !ok {
			known = false
			continue
		}
		value, ok := e.Get("Value").Literal()
		if !ok {
			value = "*"
		}
		tags[key] = value
	}
	return tags, known
}

func (s *Secret) attach(r *template.Resource) {
	a := Attachment{Key: r.Key(), At: analyzers.AtResource(r), Resource: r}
	a.TargetType, _ = r.Property("TargetType").Literal()
	if p, ok := r.Property("TargetId").Single(); ok {
		a.Target = p.Resource.Key()
	}
	s.Attachments = append(s.Attachments, a)
}

// databaseKeys are the JSON keys that Secrets Manager's rotation functions
// expect in a database secret.
// Source: AWS Secrets Manager user guide, JSON structure of secrets.
var databaseKeys = []string{"engine", "host", "dbname", "dbInstanceIdentifier", "dbClusterIdentifier", "masterarn", "port"}

// purpose judges what the secret is for.
func (s *Secret) purpose() {
	has := map[string]bool{}
	for _, k := range s.JSONKeys {
		has[k] = true
	}
	login := has["password"] && (has["username"] || has["user"])
	connection := 0
	for _, k := range databaseKeys {
		if has[k] {
			connection++
		}
	}
	switch {
	case len(s.Attachments) > 0, classify.DatabaseEngine(s.Engine), login && connection > 0, has["masterarn"]:
		s.Purpose = "database"
	case s.Origin == "generated":
		s.Purpose = "generated"
	case s.Origin == "unknown":
		s.Purpose = "unknown"
	default:
		s.Purpose = "third-party"
	}
}

// managedProperties are the properties by which a resource has its service make
// and rotate the secret of its administrator.
// Source: AWS CloudFormation reference of each type.
var managedProperties = map[string][2]string{
	"AWS::RDS::DBInstance":               {"ManageMasterUserPassword", "MasterUserSecret"},
	"AWS::RDS::DBCluster":                {"ManageMasterUserPassword", "MasterUserSecret"},
	"AWS::Redshift::Cluster":             {"ManageMasterPassword", "MasterPasswordSecretKmsKeyId"},
	"AWS::RedshiftServerless::Namespace": {"ManageAdminPassword", "AdminPasswordSecretKmsKeyId"},
	"AWS::DocDB::DBCluster":              {"ManageMasterUserPassword", "MasterUserSecretKmsKeyId"},
}

func managed(r *template.Resource) *Managed {
	p, ok := managedProperties[r.Type]
	if !ok {
		return nil
	}
	v := r.Property(p[0])
	text, known := v.Literal()
	m := &Managed{Resource: r, Key: r.Key(), At: analyzers.At(r, p[0]), Label: r.Label(), Type: r.Type, Property: p[0], State: "yes"}
	switch {
	case known && strings.EqualFold(text, "true"):
	case !known && v.Kind != template.AbsentValue:
		m.State = "unknown"
	default:
		return nil
	}
	key := r.Property(p[1])
	if key.Kind == template.MapValue {
		key = key.Get("KmsKeyId")
	}
	m.KMS = ReadKMS(r, key, m.At)
	return m
}
