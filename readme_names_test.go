package landed_test

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadmeNames: what the READMEs name in code is there, by that name.
func TestReadmeNames(t *testing.T) {
	known := map[string]bool{}
	_, public := packages(t)
	for _, folder := range public {
		for name := range publicNames(t, folder) {
			known[name] = true
		}
	}
	files, err := filepath.Glob("examples/*/README.md")
	if err != nil || len(files) < 7 {
		t.Fatalf("READMEs of examples: %q, %v", files, err)
	}
	names := 0
	for _, file := range append(files, "README.md") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		prose := regexp.MustCompile("(?s)```.*?```").ReplaceAllString(string(text), "")
		for _, span := range regexp.MustCompile("`([^`\n]+)`").FindAllStringSubmatch(prose, -1) {
			for _, name := range regexp.MustCompile(`\b(?:[a-z]+\.[A-Z]\w*(?:\.[A-Z]\w*)?|[A-Z]\w*\.[A-Z]\w*)`).FindAllString(span[1], -1) {
				names++
				of, _, _ := strings.Cut(name, ".")
				if !known[name] && !elsewhere[of] {
					t.Errorf("%s names `%s`, which is not there", file, name)
				}
			}
		}
	}
	if names < 80 {
		t.Errorf("only %d names", names)
	}
}

// elsewhere are packages and types that READMEs name and that are not the
// library's.
var elsewhere = map[string]bool{"http": true, "template": true, "Shop": true}

// TestCommentNames: the comments of packages name methods and fields that are
// there.
func TestCommentNames(t *testing.T) {
	known := map[string]bool{"Intl.NumberFormat": true} // of browsers
	_, public := packages(t)
	for _, folder := range public {
		for name := range publicNames(t, folder) {
			known[name] = true
		}
	}
	names := 0
	for _, folder := range public {
		for _, file := range parsed(t, token.NewFileSet(), folder) {
			for _, name := range regexp.MustCompile(`\b[A-Z]\w*\.[A-Z]\w*`).FindAllString(file.Doc.Text(), -1) {
				names++
				if !known[name] {
					t.Errorf("the comment of %s names %s, which is not there", folder, name)
				}
			}
		}
	}
	if names < 50 {
		t.Errorf("only %d names", names)
	}
}

// publicNames returns what a package exports: "tax.Book", "tax.Book.With" and
// "Book.With", fields of structs among them.
func publicNames(t *testing.T, folder string) map[string]bool {
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
