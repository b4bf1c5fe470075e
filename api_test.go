package landed_test

import (
	"go/ast"
	"go/types"
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestExportedNamesAreUsed: a name is exported because somebody outside its
// package needs it, and then an example or a test outside shows how.
func TestExportedNamesAreUsed(t *testing.T) {
	s := readSource(t)
	use := s.usage()
	for _, at := range slices.Sorted(maps.Keys(s.dirs)) {
		if !public(at) {
			continue
		}
		p, err := s.Import(at)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range exported(p) {
			if name := nameOf(o); !use.needs(o) {
				t.Errorf("%s: no example, test outside or other package uses %s: unexport it, or show it in an example",
					s.fset.Position(o.Pos()), strings.TrimPrefix(name, root+"/"))
			}
		}
	}
}

// called by interfaces of the standard library, or written because it asks
// for them: nobody needs to spell these names.
var called = map[string]string{
	"String":          "fmt.Stringer",
	"GoString":        "fmt.GoStringer, which keeps a key out of %#v",
	"Error":           "error",
	"Unwrap":          "package errors",
	"Is":              "package errors",
	"MarshalJSON":     "package encoding/json",
	"UnmarshalJSON":   "package encoding/json",
	"AppendText":      "package encoding",
	"MarshalText":     "package encoding",
	"UnmarshalText":   "package encoding",
	"AppendBinary":    "package encoding",
	"MarshalBinary":   "package encoding",
	"UnmarshalBinary": "package encoding",
	"Scan":            "package database/sql",
	"Value":           "package database/sql/driver",
	"IsZero":          "omitzero of package encoding/json",
}

// figures are the prefixes of constants that documentation names: the bound that
// a caller keeps within, what a zero field stands for.
var figures = []string{"Max", "Default"}

// usage is what is used outside the package that declares it.
type usage struct {
	objects map[string]bool // by nameOf
	// selected holds the names that were selected from values of which only a
	// package of others knows the type, and those of methods that an interface
	// asks for: one of ours that is exported, or one of a user.
	selected map[string]bool
	// families holds the types of which some constant is used, or the type.
	families map[string]bool
	// mentioned holds the types that an exported declaration spells: a reader
	// of the documentation needs their names.
	mentioned map[string]bool
}

func (u *usage) needs(o types.Object) bool {
	name := nameOf(o)
	if u.objects[name] {
		return true
	}
	switch o := o.(type) {
	case *types.TypeName:
		return u.mentioned[name]
	case *types.Const:
		for _, prefix := range figures {
			if strings.HasPrefix(o.Name(), prefix) {
				return true
			}
		}
		// The words of one list are exported together.
		named, ok := o.Type().(*types.Named)
		return ok && u.families[nameOf(named.Obj())]
	case *types.Func:
		if o.Signature().Recv() == nil {
			return false
		}
		_, ok := called[o.Name()]
		return ok || u.selected[o.Name()]
	}
	return false
}

// usage collects the uses of every file outside the package it uses from.
func (s *source) usage() *usage {
	u := &usage{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, at := range slices.Sorted(maps.Keys(s.dirs)) {
		p, err := s.Import(at)
		if err != nil {
			continue // it never fails
		}
		d := s.dirs[at]
		u.collect(at, d.base, d.info.Uses)
		if len(d.internal) > 0 {
			info := newInfo()
			s.check(at, slices.Concat(d.base, d.internal), &info)
			u.collect(at, d.internal, info.Uses)
		}
		if len(d.external) > 0 {
			info := newInfo()
			s.check(at+"_test", d.external, &info)
			u.collect(at+"_test", d.external, info.Uses)
		}
		if public(at) {
			u.mention(p)
		}
	}
	return u
}

func (u *usage) collect(at string, files []*ast.File, uses map[*ast.Ident]types.Object) {
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				if uses[n.Sel] == nil {
					u.selected[n.Sel.Name] = true
				}
			case *ast.InterfaceType:
				if public(at) && !strings.HasSuffix(at, "_test") {
					break // where it is exported, mention looks at it
				}
				for _, m := range n.Methods.List {
					for _, name := range m.Names {
						u.selected[name.Name] = true
					}
				}
			case *ast.Ident:
				if o := uses[n]; o != nil && o.Pkg() != nil && o.Pkg().Path() != at {
					u.use(o)
				}
			}
			return true
		})
	}
}

// use notes an object that a file outside its package uses.
func (u *usage) use(o types.Object) {
	switch x := o.(type) {
	case *types.Func:
		o = x.Origin()
	case *types.TypeName:
		u.families[nameOf(x)] = true
	case *types.Const:
		if named, ok := x.Type().(*types.Named); ok {
			u.families[nameOf(named.Obj())] = true
		}
	}
	u.objects[nameOf(o)] = true
}

// mention notes the types in the exported declarations of a package.
func (u *usage) mention(p *types.Package) {
	for _, o := range exported(p) {
		switch o := o.(type) {
		case *types.TypeName:
			if fields, ok := o.Type().Underlying().(*types.Struct); ok {
				for f := range fields.Fields() {
					if f.Exported() {
						u.spell(f.Type())
					}
				}
				continue
			}
			u.spell(o.Type().Underlying())
		case *types.Const: // the list of its words is no reason for a type
		default:
			u.spell(o.Type())
		}
	}
}

// spell notes the named types of which a type is written.
func (u *usage) spell(t types.Type) {
	switch t := t.(type) {
	case *types.Named:
		u.mentioned[nameOf(t.Obj())] = true
		for arg := range t.TypeArgs().Types() {
			u.spell(arg)
		}
	case *types.Alias:
		u.mentioned[nameOf(t.Obj())] = true
	case *types.Pointer:
		u.spell(t.Elem())
	case *types.Slice:
		u.spell(t.Elem())
	case *types.Array:
		u.spell(t.Elem())
	case *types.Map:
		u.spell(t.Key())
		u.spell(t.Elem())
	case *types.Signature:
		for v := range t.Params().Variables() {
			u.spell(v.Type())
		}
		for v := range t.Results().Variables() {
			u.spell(v.Type())
		}
	case *types.Interface:
		for m := range t.ExplicitMethods() {
			u.selected[m.Name()] = true
			u.spell(m.Type())
		}
	}
}

// exported lists the exported names of a package and the methods of its types.
func exported(p *types.Package) []types.Object {
	var list []types.Object
	for _, name := range p.Scope().Names() {
		o := p.Scope().Lookup(name)
		if !o.Exported() {
			continue
		}
		list = append(list, o)
		if named, ok := o.Type().(*types.Named); ok {
			if _, ok := o.(*types.TypeName); ok {
				for m := range named.Methods() {
					if m.Exported() {
						list = append(list, m)
					}
				}
			}
		}
	}
	return list
}

// nameOf gives an object a name in the whole repository.
func nameOf(o types.Object) string {
	if o.Pkg() == nil {
		return o.Name()
	}
	name := o.Pkg().Path() + "." + o.Name()
	if f, ok := o.(*types.Func); ok {
		if recv := f.Signature().Recv(); recv != nil {
			t := recv.Type()
			if ptr, ok := t.(*types.Pointer); ok {
				t = ptr.Elem()
			}
			if named, ok := t.(*types.Named); ok {
				return nameOf(named.Obj()) + "." + o.Name()
			}
		}
	}
	return name
}

// public tells the packages that others import.
func public(at string) bool {
	rest := strings.TrimPrefix(at, root)
	return !strings.Contains(rest, "/internal/") && !strings.HasPrefix(rest, "/examples/") && rest != ""
}
