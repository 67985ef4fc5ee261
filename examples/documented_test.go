package examples

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// publicPackages are the folders whose names users see.
func publicPackages(t *testing.T) (dirs []string) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		switch name := d.Name(); {
		case name == "internal", name == "testdata", name == "examples", strings.HasPrefix(name, "_"), strings.HasPrefix(name, ".") && name != "..":
			return filepath.SkipDir
		}
		if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil && path != ".." {
			return filepath.SkipDir // a module of its own
		}
		if files, _ := filepath.Glob(filepath.Join(path, "*.go")); len(files) > 0 {
			dirs = append(dirs, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(dirs) < 7 {
		t.Fatalf("only %d public packages: %v", len(dirs), dirs)
	}
	return dirs
}

// parsePackage reads the files of a folder that a build for any system may use: tests apart.
func parsePackage(t *testing.T, dir string) (*token.FileSet, []*ast.File, []*ast.File) {
	t.Helper()
	fset := token.NewFileSet()
	var sources, tests []*ast.File
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		f, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(path, "_test.go") {
			tests = append(tests, f)
		} else {
			sources = append(sources, f)
		}
	}
	return fset, sources, tests
}

// startsWithName reports whether a comment begins with the name that it is about, after an article perhaps. Names
// declared together may share one comment.
func startsWithName(text, name string) bool {
	return regexp.MustCompile(`^(?:(?:A|An|The) )?` + regexp.QuoteMeta(name) + `\b`).MatchString(text)
}

// Every exported name has a comment that begins with it: constants, variables, functions, types, methods of exported
// types, fields of exported structs and methods of exported interfaces.
func TestEveryExportedNameIsDocumented(t *testing.T) {
	for _, dir := range publicPackages(t) {
		fset, files, _ := parsePackage(t, dir)
		complain := func(pos token.Pos, name, what string) {
			t.Errorf("%s: %s %s", fset.Position(pos), name, what)
		}
		packageComment := false
		for _, f := range files {
			if f.Doc != nil && strings.HasPrefix(f.Doc.Text(), "Package "+f.Name.Name+" ") {
				packageComment = true
			}
			for _, decl := range f.Decls {
				switch d := decl.(type) {
				case *ast.FuncDecl:
					if d.Name.IsExported() && exportedReceiver(d) {
						checkDoc(complain, d.Pos(), d.Name.Name, d.Doc.Text(), obvious[d.Name.Name] && d.Recv != nil)
					}
				case *ast.GenDecl:
					checkGroup(complain, d)
				}
			}
		}
		if !packageComment {
			t.Errorf("%s: no comment begins with \"Package\" and its name", dir)
		}
	}
}

// obvious methods say by their interface what they do.
var obvious = map[string]bool{"Error": true, "String": true, "Unwrap": true}

func checkDoc(complain func(token.Pos, string, string), pos token.Pos, name, text string, mayBeMissing bool) {
	switch {
	case text == "" && !mayBeMissing:
		complain(pos, name, "is not documented")
	case text != "" && !startsWithName(text, name):
		complain(pos, name, "has a comment that does not begin with its name: "+strings.SplitN(text, "\n", 2)[0])
	}
}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	typ := d.Recv.List[0].Type
	for {
		switch x := typ.(type) {
		case *ast.StarExpr:
			typ = x.X
		case *ast.IndexExpr:
			typ = x.X
		case *ast.IndexListExpr:
			typ = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return false
		}
	}
}

func checkGroup(complain func(token.Pos, string, string), d *ast.GenDecl) {
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			if !s.Name.IsExported() {
				continue
			}
			text := s.Doc.Text()
			if text == "" {
				text = d.Doc.Text()
			}
			checkDoc(complain, s.Pos(), s.Name.Name, text, false)
			switch x := s.Type.(type) {
			case *ast.StructType:
				checkFields(complain, s.Name.Name, x.Fields, d.Doc.Text()+s.Doc.Text())
			case *ast.InterfaceType:
				checkFields(complain, s.Name.Name, x.Methods, d.Doc.Text()+s.Doc.Text())
			}
		case *ast.ValueSpec:
			for _, name := range s.Names {
				// One comment may serve a group: constants of one kind.
				if name.IsExported() && s.Doc.Text()+s.Comment.Text()+d.Doc.Text() == "" {
					complain(name.Pos(), name.Name, "is not documented")
				}
			}
		}
	}
}

// checkFields wants a comment on each field or method, beside it or above it; or its name, as a word, in the comment of
// its type.
func checkFields(complain func(token.Pos, string, string), typ string, fields *ast.FieldList, typeComment string) {
	for _, field := range fields.List {
		for _, name := range field.Names {
			if name.IsExported() && field.Doc.Text()+field.Comment.Text() == "" &&
				!regexp.MustCompile(`(?i)\b`+name.Name+`\b`).MatchString(typeComment) {
				complain(name.Pos(), typ+"."+name.Name, "is not documented")
			}
		}
	}
}

// Every public package has examples that a reader can run: for the package or its functions, with checked output.
func TestEveryPackageHasExamples(t *testing.T) {
	for _, dir := range publicPackages(t) {
		if filepath.Base(dir) == "mpi" {
			continue // runs under mpirun alone: its example is a program
		}
		_, _, tests := parsePackage(t, dir)
		checked := 0
		for _, e := range doc.Examples(tests...) {
			if e.Output != "" || e.EmptyOutput {
				checked++
			}
		}
		if checked == 0 {
			t.Errorf("%s has no example with checked output", dir)
		}
	}
}
