package page

import "net/http"

// Route serves a mux, and has missing answer what the mux knows no route for:
// with 404, or with 405 where it knows one for another method; the header Allow
// then says which. So that these answers are pages like all others.
func Route(mux *http.ServeMux, missing func(w http.ResponseWriter, r *http.Request, status int)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		found := probe{header: http.Header{}, status: http.StatusOK}
		h.ServeHTTP(&found, r)
		if found.status < 400 { // a redirection to the clean path
			h.ServeHTTP(w, r)
			return
		}
		if allow := found.header.Get("Allow"); allow != "" {
			w.Header().Set("Allow", allow)
		}
		missing(w, r, found.status)
	})
}

// probe takes an answer and keeps its status and header.
type probe struct {
	header http.Header
	status int
}

func (p *probe) Header() http.Header         { return p.header }
func (p *probe) Write(b []byte) (int, error) { return len(b), nil }
func (p *probe) WriteHeader(status int)      { p.status = status }
