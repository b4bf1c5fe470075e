package main

import (
	"go/ast"
	"go/parser"
	"go/token"
)

// places tells which places of a file gremlins tries. It leaves out what the
// coverage of tests does not count, and calls that not covered, whatever the
// tests do: the conditions of cases, and variables of the package.
type places struct {
	file       *token.File
	functions  []ast.Node // their bodies
	conditions []ast.Node // of cases
}

func placesOf(file string) (places, error) {
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
	if err != nil {
		return places{}, err
	}
	p := places{file: set.File(tree.FileStart)}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Body != nil {
				p.functions = append(p.functions, n.Body)
			}
		case *ast.FuncLit:
			p.functions = append(p.functions, n.Body)
		case *ast.CaseClause:
			for _, condition := range n.List {
				p.conditions = append(p.conditions, condition)
			}
		}
		return true
	})
	return p, nil
}

// tried reports whether gremlins would try a place that tests reach.
func (p places) tried(line, column int) bool {
	if line < 1 || line > p.file.LineCount() {
		return true
	}
	at := p.file.LineStart(line) + token.Pos(column-1)
	within := func(nodes []ast.Node) bool {
		for _, n := range nodes {
			if n.Pos() <= at && at < n.End() {
				return true
			}
		}
		return false
	}
	return within(p.functions) && !within(p.conditions)
}
