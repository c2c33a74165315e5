package fixes

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// generateSecret lets Secrets Manager make the value of the secret whose
// SecretString is at a place: of a JSON the one of {keys}, the others stay in the
// template of the value.
func (r *realizer) generateSecret(op rules.Operation) ([]Change, error) {
	x, err := r.at(op)
	if err != nil {
		return nil, err
	}
	keys := stringsOf(op.Args["keys"])
	pairs := []any{"PasswordLength", number(32), "ExcludeCharacters", text(excluded)}
	switch len(keys) {
	case 0:
	case 1:
		rest, err := without(x.Get("SecretString"), keys)
		if err != nil {
			return nil, err
		}
		pairs = append([]any{"SecretStringTemplate", text(rest), "GenerateStringKey", text(keys[0])}, pairs...)
	default:
		return nil, errors.New("a secret generates one value only")
	}
	return []Change{
		{x.Stack, edit.Operation{Op: edit.Set, Path: x.Path("GenerateSecretString"), Value: object(pairs...)}},
		{x.Stack, edit.Operation{Op: edit.Remove, Path: x.Path("SecretString")}},
	}, nil
}

// templateWithout leaves {keys} out of the SecretStringTemplate at a place.
func (r *realizer) templateWithout(op rules.Operation) ([]Change, error) {
	x, err := r.at(op)
	if err != nil {
		return nil, err
	}
	keys := stringsOf(op.Args["keys"])
	path := x.Path("GenerateSecretString", "SecretStringTemplate")
	rest, err := without(x.Get("GenerateSecretString", "SecretStringTemplate"), keys)
	if err != nil {
		return nil, err
	}
	changes := []Change{{x.Stack, edit.Operation{Op: edit.Set, Path: path, Value: text(rest)}}}
	if x.Get("GenerateSecretString", "GenerateStringKey") == nil {
		key := x.Path("GenerateSecretString", "GenerateStringKey")
		changes = append(changes, Change{x.Stack, edit.Operation{Op: edit.Set, Path: key, Value: text(keys[0])}})
	}
	return changes, nil
}

// without is a JSON object that stands as text in a node, less some of its keys.
func without(n *template.Node, keys []string) (string, error) {
	if n == nil || !n.IsScalar() {
		return "", errors.New("the value is put together by a function: take it apart by hand")
	}
	docs, problems := template.Parse(template.NewSource("value", []byte(n.Text)))
	if len(docs) != 1 || len(problems) > 0 || docs[0].Kind != template.Map || docs[0].Style != template.JSON {
		return "", errors.New("the value is no JSON object")
	}
	var b strings.Builder
	b.WriteByte('{')
	for _, f := range docs[0].Fields() {
		if slices.Contains(keys, f.Key.Text) {
			continue
		}
		if b.Len() > 1 {
			b.WriteString(", ")
		}
		start, end := f.Value.Offsets()
		name, err := json.Marshal(f.Key.Text)
		if err != nil {
			return "", fmt.Errorf("write JSON: %w", err)
		}
		b.WriteString(string(name) + ": " + n.Text[start:end])
	}
	b.WriteByte('}')
	return b.String(), nil
}

// managedPasswords are the properties by which a database has its service make,
// keep and rotate the password of its administrator.
// Source: AWS CloudFormation reference of each type.
var managedPasswords = map[string][2]string{
	"AWS::RDS::DBInstance":               {"MasterUserPassword", "ManageMasterUserPassword"},
	"AWS::RDS::DBCluster":                {"MasterUserPassword", "ManageMasterUserPassword"},
	"AWS::DocDB::DBCluster":              {"MasterUserPassword", "ManageMasterUserPassword"},
	"AWS::Redshift::Cluster":             {"MasterUserPassword", "ManageMasterPassword"},
	"AWS::RedshiftServerless::Namespace": {"AdminUserPassword", "ManageAdminPassword"},
}

// users are the properties that name the account that a password is for, beside it.
var users = map[string]string{"MasterUserPassword": "MasterUsername", "AdminUserPassword": "AdminUsername", "Password": "Username", "ServiceAccountPassword": "ServiceAccountUsername"}

// generatedPassword keeps the password that stands at a place in a secret that is
// generated: in one that the database's service manages, where it can, else in one
// of the template's own.
func (r *realizer) generatedPassword(op rules.Operation) ([]Change, error) {
	x, err := r.at(op)
	if err != nil {
		return nil, err
	}
	// A function in the property's place is replaced as a whole.
	path := op.At.Path
	if i := slices.IndexFunc(path, func(e any) bool { name, _ := e.(string); return strings.HasPrefix(name, "Fn::") }); i > 0 {
		path = path[:i]
	}
	name, _ := path[len(path)-1].(string)
	if m, ok := managedPasswords[x.Type]; ok && name == m[0] && len(path) == 4 {
		return []Change{
			{x.Stack, edit.Operation{Op: edit.Set, Path: x.Path(m[1]), Value: boolean(true)}},
			{x.Stack, edit.Operation{Op: edit.Remove, Path: path}},
		}, nil
	}
	var user *template.Node
	if holder, ok := x.Stack.Lookup(path[:len(path)-1]); ok {
		user = login(holder.Get(users[name]))
	}
	if user == nil {
		user = text("{}")
	}
	id := r.id(x.Stack, x.ID, name, "Secret")
	n, err := generatedSecret("Password of "+x.Label(), user)
	if err != nil {
		return nil, err
	}
	return []Change{
		added(x.Stack, id, under(x.Condition, n)),
		{x.Stack, edit.Operation{Op: edit.Set, Path: path, Value: sub("{{resolve:secretsmanager:${" + id + "}:SecretString:password}}")}},
	}, nil
}

// login is the JSON that names a user beside the password that is generated; nil
// where the name is neither a literal nor a parameter.
func login(n *template.Node) *template.Node {
	if n == nil {
		return nil
	}
	if n.IsScalar() && n.Text != "" {
		quoted, err := json.Marshal(n.Text)
		if err != nil {
			return nil
		}
		return text(`{"username": ` + string(quoted) + `}`)
	}
	if name, arg := n.Intrinsic(); name == "Ref" && arg.IsScalar() {
		return sub(`{"username": "${` + arg.Text + `}"}`)
	}
	return nil
}
