package page

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

//go:embed static
var staticFiles embed.FS

// staticPath is where static files are served.
const staticPath = "/static/"

// staticFile is a file and what its address and headers are made of.
type staticFile struct {
	content []byte
	digest  string
}

var static = sync.OnceValue(func() map[string]staticFile {
	all := map[string]staticFile{}
	err := fs.WalkDir(staticFiles, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := staticFiles.ReadFile(name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(content)
		all[strings.TrimPrefix(name, "static/")] = staticFile{content, hex.EncodeToString(sum[:6])}
		return nil
	})
	if err != nil {
		return nil // an embedded file that cannot be read is not there
	}
	return all
})

// Asset returns the address of a static file, "/static/style.css?v=…", which
// changes with its content.
func Asset(name string) string {
	address := staticPath + name
	if f, ok := static()[name]; ok {
		address += "?v=" + f.digest
	}
	return address
}

// Static serves the static files below /static/. A browser may keep what it
// asked for by its digest for a year, and asks again for the rest.
func Static(missing http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, staticPath)
		f, ok := static()[name]
		if !ok {
			missing.ServeHTTP(w, r)
			return
		}
		h := w.Header()
		if r.URL.Query().Get("v") == f.digest {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		} else {
			h.Set("Cache-Control", "public, no-cache")
		}
		h.Set("ETag", `"`+f.digest+`"`)
		http.ServeContent(w, r, path.Base(name), time.Time{}, bytes.NewReader(f.content))
	})
}
