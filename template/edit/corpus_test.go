package edit

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/template"
)

// templatesBelow gives the templates below a folder.
func templatesBelow(t testing.TB, root string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !e.IsDir() && slices.Contains([]string{".json", ".yaml", ".yml", ".template"}, filepath.Ext(path)) {
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestRulesTemplates edits the templates that the rules are tested with.
func TestRulesTemplates(t *testing.T) {
	editAll(t, templatesBelow(t, filepath.Join("..", "..", "testdata", "rules")), 40)
}

// TestCorpus edits public templates.
func TestCorpus(t *testing.T) {
	root := filepath.Join("..", "..", "..", "shared", "corpus", "public")
	if _, err := os.Stat(root); err != nil {
		t.Skip("the public templates are not there: ", err)
	}
	files := templatesBelow(t, root)
	if testing.Short() {
		files = files[:len(files)/10]
	}
	editAll(t, files, 2)
}

// editAll adds a resource to each file, appends to its first list, removes a
// random entry, does all of it at once, and then rounds of random operations.
func editAll(t *testing.T, files []string, rounds int) {
	var read, edited, refused int
	reasons := make(map[string]int)
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		docs, _ := template.Parse(template.NewSource(name, data))
		if len(docs) == 0 || docs[0].Get("Resources") == nil || docs[0].Get("Resources").Kind != template.Map {
			continue
		}
		read++
		root := docs[0]
		c := chooser{rand.New(rand.NewPCG(1, uint64(len(data))))}
		sets := [][]Operation{{{Op: Set, Path: template.Path{"Resources", "NewResource"}, Value: value(`{
			"Type": "AWS::SecretsManager::RotationSchedule",
			"DependsOn": ["A", "B"],
			"Properties": {"SecretId": {"Ref": "Secret"}, "RotationRules": {"AutomaticallyAfterDays": 30}, "Note": {"Fn::Sub": "arn:${AWS::Partition}:x"}}
		}`)}}}
		var list template.Path
		var entries []template.Path
		root.Walk(func(path template.Path, n *template.Node) bool {
			if n.Kind == template.List && list == nil {
				list = path.Append()
			}
			if len(path) > 1 {
				entries = append(entries, path.Append())
			}
			return true
		})
		if list != nil {
			sets = append(sets, []Operation{{Op: Append, Path: list, Value: value(`{"Key": "a", "Value": {"Fn::GetAtt": ["A", "Arn"]}}`)}})
		}
		if len(entries) > 0 {
			sets = append(sets, []Operation{{Op: Remove, Path: pick(c, entries)}})
		}
		if all := slices.Concat(sets...); isolated(all) {
			sets = append(sets, all)
		}
		for range rounds {
			sets = append(sets, c.operations(root, 6))
		}
		for _, ops := range sets {
			var err error
			t.Run("", func(t *testing.T) { _, err = check(t, name, data, ops) })
			switch {
			case err == nil:
				edited++
				continue
			case (errors.Is(err, ErrConflict) || errors.Is(err, ErrMissing)) && !isolated(ops):
				continue
			}
			refused++
			var e *Error
			errors.As(err, &e)
			reasons[e.Message]++
			if strings.Contains(e.Message, "does not allow") || errors.Is(err, ErrConflict) || errors.Is(err, ErrMissing) {
				t.Errorf("%s %s: %v\n%s", name, describe(ops), err, unverified(name, data, ops))
			}
		}
	}
	t.Logf("%d of %d files are templates; %d edits were made and %d refused: %v", read, len(files), edited, refused, reasons)
}
