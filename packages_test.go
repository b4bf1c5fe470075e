package landed_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestPackageComments: each package of the library has a comment that begins as
// Go's do, and each that a shop imports an example of its main job, with output.
func TestPackageComments(t *testing.T) {
	all, public := packages(t)
	for _, folder := range all {
		var comments []string
		begin := ""
		for _, file := range parsed(t, token.NewFileSet(), folder) {
			begin = "Package " + file.Name.Name + " "
			if file.Name.Name == "main" {
				begin = "Command " + filepath.Base(folder) + " "
			}
			if file.Doc != nil {
				comments = append(comments, file.Doc.Text())
			}
		}
		if len(comments) != 1 || !strings.HasPrefix(comments[0], begin) {
			t.Errorf("%s: %d comments of the package, want one that begins with %q", folder, len(comments), begin)
		}
	}
	for _, folder := range public {
		if !hasExample(t, folder) {
			t.Errorf("%s has no runnable Example with output", folder)
		}
	}
}

// TestClassesAreBare: a class of errors does not name its package. The error that
// wraps it does, once, in front.
func TestClassesAreBare(t *testing.T) {
	_, public := packages(t)
	class := regexp.MustCompile(`\b(Err\w+) += errors\.New\("([^"]*)"\)`)
	classes := 0
	for _, folder := range public {
		names, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range class.FindAllStringSubmatch(string(text), -1) {
				classes++
				if strings.HasPrefix(m[2], filepath.Base(folder)+":") {
					t.Errorf("%s: %s is %q", name, m[1], m[2])
				}
			}
		}
	}
	if classes < 80 {
		t.Errorf("only %d classes", classes)
	}
}

// hasExample reports whether the tests of a package have one of the whole.
func hasExample(t *testing.T, folder string) bool {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, example, ok := strings.Cut(string(text), "\nfunc Example() {\n"); ok {
			body, _, _ := strings.Cut(example, "\n}\n")
			return strings.Contains(body, "\t// Output:\n")
		}
	}
	return false
}

// shop can import.
func packages(t *testing.T) (all, public []string) {
	t.Helper()
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if name != "." && strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "examples" {
			return fs.SkipDir
		}
		files := parsed(t, token.NewFileSet(), name)
		if len(files) == 0 {
			return nil
		}
		all = append(all, name)
		if files[0].Name.Name != "main" && !slices.Contains(strings.Split(filepath.ToSlash(name), "/"), "internal") {
			public = append(public, name)
		}
		return nil
	})
	if err != nil || len(public) < 9 {
		t.Fatalf("packages %q, %v", public, err)
	}
	return all, public
}

// parsed returns the files of a package, without its tests.
func parsed(t *testing.T, set *token.FileSet, folder string) (files []*ast.File) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}
