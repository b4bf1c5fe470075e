package landed_test

import (
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// root is the import path of this module.
const root = "github.com/landedhq/landed"

// source is the Go source of the repository, the modules under examples
// included. Packages of others are not read: what is known of their types is
// that they exist, which is enough to tell our own names apart.
type source struct {
	fset     *token.FileSet
	dirs     map[string]*dir // by import path
	packages map[string]*types.Package
}

// dir is the files of one folder, by what they belong to.
type dir struct {
	base     []*ast.File // the package
	internal []*ast.File // its tests inside
	external []*ast.File // its tests outside, with the examples
	info     types.Info  // of base
}

func readSource(t *testing.T) *source {
	t.Helper()
	s := &source{fset: token.NewFileSet(), dirs: map[string]*dir{}, packages: map[string]*types.Package{}}
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			if name := entry.Name(); name == "testdata" || name != "." && strings.HasPrefix(name, ".") {
				return filepath.SkipDir
			}
			return nil
		case !strings.HasSuffix(file, ".go"):
			return nil
		}
		return s.read(file)
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *source) read(file string) error {
	ok, err := build.Default.MatchFile(filepath.Split(file))
	if err != nil || !ok {
		return err
	}
	f, err := parser.ParseFile(s.fset, file, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	at := path.Join(root, filepath.ToSlash(filepath.Dir(file)))
	d := s.dirs[at]
	if d == nil {
		d = &dir{}
		s.dirs[at] = d
	}
	switch {
	case !strings.HasSuffix(file, "_test.go"):
		d.base = append(d.base, f)
	case strings.HasSuffix(f.Name.Name, "_test"):
		d.external = append(d.external, f)
	default:
		d.internal = append(d.internal, f)
	}
	return nil
}

// Import gives a package of ours with its names, one of others without any.
func (s *source) Import(at string) (*types.Package, error) {
	if p := s.packages[at]; p != nil {
		return p, nil
	}
	d := s.dirs[at]
	if d == nil {
		p := types.NewPackage(at, path.Base(at))
		p.MarkComplete()
		s.packages[at] = p
		return p, nil
	}
	d.info = newInfo()
	p := s.check(at, d.base, &d.info)
	s.packages[at] = p
	return p, nil
}

// check resolves the names of files as far as it can without the packages of
// others.
func (s *source) check(at string, files []*ast.File, info *types.Info) *types.Package {
	config := types.Config{Importer: s, Error: func(error) {}}
	p, _ := config.Check(at, s.fset, files, info) // its errors are the names of others
	return p
}

func newInfo() types.Info {
	return types.Info{Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
}
