package page

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// Templates are the pages of one part of the shop, parsed.
type Templates struct {
	pages map[string]*template.Template
}

// layout is the template that every page is executed through.
const layout = "_layout.html"

// Parse reads the templates of a folder. A file whose name begins with "_" is
// part of every page, and "_layout.html" is what is executed; each other file
// is a page of its name without ".html" and defines what the layout asks for.
//
// Templates have the functions asset, which gives the address of a static file,
// and dict, which makes a map of names and values for a template that needs
// several.
func Parse(files fs.FS, folder string) (*Templates, error) {
	names, err := fs.Glob(files, path.Join(folder, "*.html"))
	if err != nil {
		return nil, fmt.Errorf("page: templates in %s: %w", folder, err)
	}
	shared := template.New(layout).Funcs(template.FuncMap{"asset": Asset, "dict": dict})
	var own []string
	for _, name := range names {
		if !strings.HasPrefix(path.Base(name), "_") {
			own = append(own, name)
			continue
		}
		if shared, err = shared.ParseFS(files, name); err != nil {
			return nil, fmt.Errorf("page: %w", err)
		}
	}
	t := &Templates{pages: make(map[string]*template.Template, len(own))}
	for _, name := range own {
		page, err := shared.Clone()
		if err != nil {
			return nil, fmt.Errorf("page: %s: %w", name, err)
		}
		if page, err = page.ParseFS(files, name); err != nil {
			return nil, fmt.Errorf("page: %w", err)
		}
		t.pages[strings.TrimSuffix(path.Base(name), ".html")] = page
	}
	return t, nil
}

// buffers are reused by renderings, so that a page of usual size allocates none.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxKept is the size above which a buffer is not kept.
const maxKept = 1 << 20

// Render writes a page through the layout. Nothing is sent before the page is
// whole, so that one which fails halfway is an error and no half page; the
// error is for the caller to log and answer. The page is not to be kept by
// caches: what it says is for one visitor.
func (t *Templates) Render(w http.ResponseWriter, status int, name string, data any) error {
	page, ok := t.pages[name]
	if !ok {
		return fmt.Errorf("page: no template %q", name)
	}
	b := buffers.Get().(*bytes.Buffer)
	defer func() {
		if b.Cap() <= maxKept {
			b.Reset()
			buffers.Put(b)
		}
	}()
	if err := page.ExecuteTemplate(b, layout, data); err != nil {
		return fmt.Errorf("page: %s: %w", name, err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "private, no-store")
	}
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // a visitor who has left is no error of ours
	return nil
}

// dict makes a map of alternating names and values.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict: a value is missing to the last of %d", len(pairs))
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: %v is no name", pairs[i])
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}
