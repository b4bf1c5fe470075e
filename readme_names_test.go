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

	"github.com/landedhq/landed/internal/readme"
)

// publicPackages are the folders of the packages that a shop imports.
var publicPackages = []string{"currency", "currency/feed", "currency/lock", "locale", "tax", "duty", "pricing", "ltv"}

// TestReadmeCommands: every command of the README runs, but for those that this
// test is part of.
func TestReadmeCommands(t *testing.T) {
	there := func(file string) func(*testing.T, readme.Command) {
		return func(t *testing.T, _ readme.Command) {
			if _, err := os.Stat(file); err != nil {
				t.Error(err)
			}
		}
	}
	own := map[string]func(*testing.T, readme.Command){
		"git clone https://" + module + " && cd landed": there("go.mod"),
		"go test ./...":           there("go.mod"),
		"cd examples/storefront ": there("examples/storefront/readme_test.go"), // which opens the shop
		"go mod init ":            there("readme_program_test.go"),             // TestReadmeStranger
		".ci/cost":                there(".ci/cost"),
		".ci/run": func(t *testing.T, c readme.Command) {
			script, err := os.ReadFile(".ci/run")
			if err != nil {
				t.Fatal(err)
			}
			for _, step := range strings.Fields(c.Text)[1:] {
				if !strings.Contains(string(script), "\nstep_"+step+"() {\n") {
					t.Errorf("there is no step %s", step)
				}
			}
		},
	}
	measures := func(t *testing.T, c readme.Command) {
		known := benchmarks(t)
		for _, list := range regexp.MustCompile(`\^Benchmark\(([^)]+)\)\$`).FindAllStringSubmatch(c.Text, -1) {
			for name := range strings.SplitSeq(list[1], "|") {
				if !known["Benchmark"+name] {
					t.Errorf("README.md:%d: there is no Benchmark%s", c.Line, name)
				}
			}
		}
	}
	if testing.Short() {
		own["go test ./currency -run '^$'"] = measures
		own["go test ./tax ./duty ./pricing -run '^$'"] = measures
	}
	readme.Shell{
		File: "README.md", Dir: ".", Own: own,
		Less: strings.NewReplacer(
			"-benchtime 4ms -count 100", "-benchtime 1x -count 1",
			"go test ./pricing ./examples/checkout", "go test ./pricing ./examples/checkout -list Golden"),
	}.Run(t)
}

// TestReadmeNames: what the README names in code is there, by that name.
func TestReadmeNames(t *testing.T) {
	known := map[string]bool{}
	for _, folder := range publicPackages {
		for name := range exported(t, folder) {
			known[name] = true
		}
	}
	text := readmeLines(t)
	code := regexp.MustCompile("(?s)```.*?```").ReplaceAllString(text, "")
	names := 0
	for _, span := range regexp.MustCompile("`([^`\n]+)`").FindAllStringSubmatch(code, -1) {
		for _, name := range regexp.MustCompile(`\b(?:[a-z]+\.[A-Z]\w*(?:\.[A-Z]\w*)?|[A-Z]\w*\.[A-Z]\w*)`).FindAllString(span[1], -1) {
			names++
			if !known[name] {
				t.Errorf("README.md names `%s`, which is not there", name)
			}
		}
	}
	if names < 20 {
		t.Errorf("only %d names", names)
	}
}

// exported returns what a package exports: "tax.Book", "tax.Book.With" and
// "Book.With", fields of structs among them.
func exported(t *testing.T, folder string) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	pkg := filepath.Base(folder)
	add := func(of string, idents ...*ast.Ident) {
		for _, id := range idents {
			if !id.IsExported() {
				continue
			}
			if of == "" {
				names[pkg+"."+id.Name] = true
				continue
			}
			names[of+"."+id.Name], names[pkg+"."+of+"."+id.Name] = true, true
		}
	}
	for _, file := range parsed(t, token.NewFileSet(), folder) {
		for _, decl := range file.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				add(receiver(decl), decl.Name)
			case *ast.GenDecl:
				for _, spec := range decl.Specs {
					switch spec := spec.(type) {
					case *ast.ValueSpec:
						add("", spec.Names...)
					case *ast.TypeSpec:
						add("", spec.Name)
						if s, ok := spec.Type.(*ast.StructType); ok {
							for _, field := range s.Fields.List {
								add(spec.Name.Name, field.Names...)
							}
						}
					}
				}
			}
		}
	}
	return names
}

// receiver returns the name of the type whose method a function is, or "".
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	of := f.Recv.List[0].Type
	if star, ok := of.(*ast.StarExpr); ok {
		of = star.X
	}
	switch generic := of.(type) {
	case *ast.IndexExpr:
		of = generic.X
	case *ast.IndexListExpr:
		of = generic.X
	}
	return of.(*ast.Ident).Name
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

// benchmarks returns the names of the library's benchmarks.
func benchmarks(t *testing.T) map[string]bool {
	t.Helper()
	return testNames(t, regexp.MustCompile(`(?m)^func (Benchmark\w+)\(`))
}

// testNames returns the names of functions in the tests of the library that match.
func testNames(t *testing.T, function *regexp.Regexp) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(name, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(name)
		for _, m := range function.FindAllSubmatch(text, -1) {
			names[string(m[1])] = true
			names[filepath.ToSlash(filepath.Dir(name))+"."+string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestPackageComments: each package of the library has a comment that begins as
// Go's do, and each that a shop imports an example of its main job, with output.
func TestPackageComments(t *testing.T) {
	var folders []string
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || !d.IsDir():
			return err
		case name != "." && strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "examples":
			return fs.SkipDir
		case len(parsed(t, token.NewFileSet(), name)) > 0:
			folders = append(folders, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
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
	for _, folder := range append(slices.Clone(publicPackages), ".") {
		if !hasExample(t, folder) {
			t.Errorf("%s has no runnable Example with output", folder)
		}
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
