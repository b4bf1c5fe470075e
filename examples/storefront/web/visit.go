package web

import (
	"net/http"
	"strings"
	"time"
)

// The cookies of the shop.
const (
	marketCookie = "market"
	langCookie   = "lang"
	cartCookie   = "cart"
)

// remembered is how long a browser keeps them.
const remembered = 180 * 24 * time.Hour

// cookie is the value of a cookie, "" if there is none.
func cookie(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// remember sets a cookie; an empty value takes it away.
func (s *Site) remember(w http.ResponseWriter, name, value string) {
	c := &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(remembered / time.Second),
		HttpOnly: true, Secure: s.https, SameSite: http.SameSiteLaxMode,
	}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// root sends a visitor to the market that suits.
func (s *Site) root(w http.ResponseWriter, r *http.Request) {
	f, err := s.frame(r, "")
	if err != nil {
		s.answer(w, r, err)
		return
	}
	w.Header().Set("Cache-Control", "private, no-store")
	http.Redirect(w, r, "/"+f.Market()+"/", http.StatusSeeOther)
}

// switching takes the choice of a market or a language off any address: it is
// kept in a cookie, and the browser sent to the same page without it, in the
// other market.
func (s *Site) switching(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		if r.Method != http.MethodGet || !query.Has("market") && !query.Has("lang") {
			next.ServeHTTP(w, r)
			return
		}
		path := r.URL.Path
		if id := query.Get("market"); s.isMarket(id) {
			s.remember(w, marketCookie, id)
			if from := s.marketIn(path); from != "" {
				path = "/" + id + strings.TrimPrefix(path, "/"+from)
			}
		}
		if tag := query.Get("lang"); s.isLang(tag) {
			s.remember(w, langCookie, tag)
		}
		query.Del("market")
		query.Del("lang")
		target := *r.URL
		target.Scheme, target.Host, target.RawPath = "", "", ""
		target.Path, target.RawQuery = "/"+strings.TrimLeft(path, "/"), query.Encode() // "//" would be another host
		w.Header().Set("Cache-Control", "private, no-store")
		http.Redirect(w, r, target.String(), http.StatusSeeOther)
	})
}

func (s *Site) isMarket(id string) bool {
	_, ok := s.shop.Market(id)
	return ok
}

func (s *Site) isLang(tag string) bool {
	for _, t := range s.langs {
		if t.tag.String() == tag {
			return true
		}
	}
	return false
}

// marketIn is the market that an address begins with, "" for none.
func (s *Site) marketIn(path string) string {
	id, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if s.isMarket(id) {
		return id
	}
	return ""
}
