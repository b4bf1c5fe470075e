package landed_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
)

// unfuzzed are entries that no fuzz target is for, and why none is needed.
var unfuzzed = map[string]string{
	"currency.MustAmount":      "is for constants: it panics where ParseAmount, which is fuzzed, returns an error",
	"currency/feed.ECB":        "is ReadECB, which is fuzzed, and the newest day of what that read",
	"currency/explain.Amount":  "names an operand of a step that a package of this module took: the name is a constant",
	"currency/explain.Decimal": "names an operand of a step that a package of this module took: the name is a constant",
}

// TestEntriesAreFuzzed finds what takes text, bytes, files or values of a
// database in the exported functions and methods of the public packages, and
// demands that a fuzz target of the package calls each: a function by its name, a
// method that decoders call by its type.
func TestEntriesAreFuzzed(t *testing.T) {
	known := map[string]bool{}
	for _, dir := range publicPackages(t) {
		source, tests := parsePackage(t, dir)
		fuzzed := fuzzedNames(tests)
		for _, e := range textEntries(source) {
			name := dir + e.String()
			known[name] = true
			_, excused := unfuzzed[name]
			switch covered := e.in(fuzzed); {
			case !covered && !excused:
				t.Errorf("%s takes text or bytes and no fuzz target of the package names it", name)
			case covered && excused:
				t.Errorf("%s is fuzzed: take it off the list of those that are not", name)
			}
		}
	}
	for name, reason := range unfuzzed {
		if !known[name] || reason == "" {
			t.Errorf("%s is on the list of entries that are not fuzzed, and is none or has no reason", name)
		}
	}
	if len(known) < 100 {
		t.Errorf("%d entries were found: the packages are not where they were", len(known))
	}
}

// TestInputsAreOfTargets: kept inputs of fuzz runs are those of targets that are
// there. What no target reads would be tried by none.
func TestInputsAreOfTargets(t *testing.T) {
	kept := 0
	for _, dir := range publicPackages(t) {
		folders, err := fs.Glob(os.DirFS(dir), "testdata/fuzz/*")
		if err != nil {
			t.Fatal(err)
		}
		targets := map[string]bool{}
		_, tests := parsePackage(t, dir)
		for _, f := range tests {
			for _, d := range f.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok {
					targets[fn.Name.Name] = true
				}
			}
		}
		for _, folder := range folders {
			if kept++; !targets[path.Base(folder)] {
				t.Errorf("%s/%s is of no target", dir, folder)
			}
		}
	}
	if kept == 0 {
		t.Error("no inputs are kept")
	}
}

// publicPackages are the folders of packages that other modules can import.
func publicPackages(t *testing.T) (dirs []string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || !d.IsDir():
			return err
		case name != "." && strings.HasPrefix(d.Name(), "."), d.Name() == "internal", d.Name() == "testdata", name == "examples":
			return fs.SkipDir
		}
		if files, err := fs.Glob(os.DirFS(name), "*.go"); len(files) > 0 || err != nil {
			dirs = append(dirs, name)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return dirs
}

func parsePackage(t *testing.T, dir string) (source, tests []*ast.File) {
	t.Helper()
	files, err := fs.Glob(os.DirFS(dir), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), path.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "_test.go") {
			tests = append(tests, f)
		} else {
			source = append(source, f)
		}
	}
	return source, tests
}

// entry is a function or a method.
type entry struct{ receiver, name string }

func (e entry) String() string {
	if e.receiver == "" {
		return "." + e.name
	}
	return "." + e.receiver + "." + e.name
}

// decoders are the methods that packages of the standard library call.
var decoders = map[string]string{"UnmarshalJSON": "Unmarshal", "UnmarshalText": "Unmarshal", "UnmarshalBinary": "UnmarshalBinary", "Scan": "Scan"}

// in reports whether a fuzz target calls the entry.
func (e entry) in(fuzzed uses) bool {
	if call, ok := decoders[e.name]; ok && e.receiver != "" {
		return fuzzed.types[e.receiver] && (fuzzed.names[e.name] || fuzzed.names[call])
	}
	return fuzzed.names[e.name]
}

// textEntries are the exported functions and methods that take text, bytes, a
// reader or any value.
func textEntries(files []*ast.File) (entries []entry) {
	for _, f := range files {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || !fn.Name.IsExported() {
				continue
			}
			e := entry{name: fn.Name.Name}
			if fn.Recv != nil {
				e.receiver = typeName(fn.Recv.List[0].Type)
			}
			if ast.IsExported(e.receiver) || e.receiver == "" {
				if takesText(fn) {
					entries = append(entries, e)
				}
			}
		}
	}
	return entries
}

func takesText(fn *ast.FuncDecl) bool {
	for i, p := range fn.Type.Params.List {
		if i == 0 && strings.HasPrefix(fn.Name.Name, "Append") {
			continue // what is appended to
		}
		found := false
		ast.Inspect(p.Type, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncType:
				return false // it gives text, and takes none
			case *ast.Ident:
				found = found || n.Name == "string" || n.Name == "byte" || n.Name == "any"
			case *ast.SelectorExpr:
				found = found || n.Sel.Name == "Reader" || n.Sel.Name == "FS"
			}
			return true
		})
		if found {
			return true
		}
	}
	return false
}

// typeName is the name of a type without its package, pointers and parameters.
func typeName(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.StarExpr:
		return typeName(x.X)
	case *ast.IndexExpr:
		return typeName(x.X)
	case *ast.SelectorExpr:
		return x.Sel.Name
	case *ast.Ident:
		return x.Name
	}
	return ""
}

// uses are the names that stand in some functions, and those of them that stand
// for the type of a variable, of a value, or of what a generic function is for.
type uses struct{ names, types map[string]bool }

// fuzzedNames are what the fuzz targets of test files use, and the functions of
// these files that they call.
func fuzzedNames(tests []*ast.File) uses {
	bodies := map[string]*ast.BlockStmt{}
	var left []string
	for _, f := range tests {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil && fn.Recv == nil {
				bodies[fn.Name.Name] = fn.Body
				if strings.HasPrefix(fn.Name.Name, "Fuzz") {
					left = append(left, fn.Name.Name)
				}
			}
		}
	}
	u := uses{map[string]bool{}, map[string]bool{}}
	for ; len(left) > 0; left = left[1:] {
		ast.Inspect(bodies[left[0]], func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				if !u.names[n.Name] && bodies[n.Name] != nil {
					left = append(left, n.Name)
				}
				u.names[n.Name] = true
			case *ast.ValueSpec:
				u.types[typeName(n.Type)] = true
			case *ast.CompositeLit:
				u.types[typeName(n.Type)] = true
			case *ast.IndexExpr:
				u.types[typeName(n.Index)] = true
			case *ast.CallExpr:
				if fn, ok := n.Fun.(*ast.Ident); ok && fn.Name == "new" {
					u.types[typeName(n.Args[0])] = true
				}
			}
			return true
		})
	}
	return u
}
