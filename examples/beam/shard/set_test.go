package shard

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/local"
)

func TestList(t *testing.T) {
	for _, test := range []struct {
		name    string
		files   []string
		pattern string
		want    string // files, or part of the error
		missing bool
	}{
		{"numbered", []string{"p-00001-of-00002.csv", "p-00000-of-00002.csv"}, "p-*.csv", "p-00000-of-00002.csv p-00001-of-00002.csv", false},
		{"not numbered", []string{"b.csv", "a.csv"}, "*.csv", "a.csv b.csv", false},
		{"none", []string{"a.csv"}, "*.jsonl", "no file has such a name", true},
		{"a gap", []string{"p-0-of-3.csv", "p-2-of-3.csv"}, "*", "2 of 3 are there, not number 1", true},
		{"the last is not there", []string{"p-0-of-3.csv", "p-1-of-3.csv"}, "*", "not number 2", true},
		{"many gaps", []string{"p-0-of-30.csv"}, "*", "not number 1, 2, 3, 4, 5, …", true},
		{"two sets", []string{"p-0-of-2.csv", "q-1-of-2.csv"}, "*", "not of one set", false},
		{"two totals", []string{"p-0-of-2.csv", "p-1-of-3.csv"}, "*", "not of one set", false},
		{"a number beyond", []string{"p-2-of-2.csv", "p-1-of-2.csv"}, "*", "numbers go from 0 to 1", false},
		{"a number twice", []string{"p-1-of-2.csv", "p-01-of-2.csv"}, "*", "its number is there twice", false},
		{"numbered and not", []string{"p-0-of-1.csv", "q.csv"}, "*", "one is numbered", false},
		{"not numbered and numbered", []string{"a.csv", "p-0-of-1.csv"}, "*", "one is numbered", false},
		{"too many to be meant", []string{"p-0-of-999999999.csv"}, "*", "want at most", false},
		{"a malformed pattern", []string{"a.csv"}, "[", "syntax error", false},
	} {
		dir := t.TempDir()
		for _, name := range test.files {
			if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		names, err := List(context.Background(), filepath.Join(dir, test.pattern))
		got := strings.ReplaceAll(strings.Join(names, " "), dir+"/", "")
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, test.want) || (err == nil) != slices.Contains([]string{"numbered", "not numbered"}, test.name) || errors.Is(err, ErrMissing) != test.missing {
			t.Errorf("%s: %q, %v; want %q", test.name, got, err, test.want)
		}
	}
	if _, err := List(context.Background(), " "); err == nil {
		t.Error("an empty pattern is accepted")
	}
	if _, err := List(context.Background(), "nosuch://a"); err == nil {
		t.Error("a file system that there is not is accepted")
	}
}
