package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// faulty is a page with one of each fault that the audit knows.
const faulty = `<!doctype html><html><head><style>
body { background: #fff; color: #111 } .grey { color: #999 } .thin { opacity: .4 } svg text { fill: #eee } [disabled] { color: #ccc }
</style></head><body>
<h1>One</h1><h1>Two</h1><h3>Deep</h3>
<input id="a" type="text"><a href="/"></a><button tabindex="3"></button><img src="/nothing.png">
<svg width="9" height="9"><text y="9">x</text></svg><fieldset><table><tr><td>1</td></tr></table></fieldset>
<p id="a" aria-describedby="gone">twice</p><p class="grey">grey</p><p class="thin">thin</p><button disabled>off</button>
<label for="b">Name</label><input id="b" type="text" value="fine">
</body></html>`

// The audit finds what is wrong, and nothing else.
func TestAudit(t *testing.T) {
	p := &place{at: noon}
	v := p.visit(t, person{lang: "en", zone: "UTC"})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'")
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, strings.Replace(faulty, "</body>", "<script>alert(1)</script></body>", 1))
	}))
	defer server.Close()
	p.url = server.URL
	v.open("/")
	v.scheme("light")
	got := eval[[]string](v, "("+audit+")()")
	want := []string{
		"html has no lang", "no title", "2 h1", "0 main", `h3 "Deep" follows a heading of level 1`,
		"input#a has no label", "a has no name", "button has no name", "img " + p.url + "/nothing.png has no alt", "img " + p.url + "/nothing.png is broken",
		"svg is neither hidden nor an image", "button jumps the order of Tab", "fieldset has no name", "a table has no caption",
		"two elements have the id a", "aria-describedby of p#a names gone, which is not there",
		`text "x": contrast 1.16`, `p.grey "grey": contrast 2.85`, `p.thin "thin": contrast 2.62`,
	}
	for _, fault := range want {
		if !slices.Contains(got, fault) {
			t.Errorf("not found: %s", fault)
		}
	}
	for _, fault := range got {
		if !slices.Contains(want, fault) {
			t.Errorf("found: %s", fault)
		}
	}

	// What the browser says is heard: of a picture that is not there, and of a
	// script that the policy stops.
	v.mu.Lock()
	heard := strings.Join(v.faults, "\n")
	v.faults = nil
	v.mu.Unlock()
	for _, want := range []string{"nothing.png", "404", "Content Security Policy"} {
		if !strings.Contains(heard, want) {
			t.Errorf("%s was not heard: %s", want, heard)
		}
	}
}
