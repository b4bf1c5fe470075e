package locale

import (
	"cmp"
	"slices"
	"strings"
)

// maxURL is how many bytes of an address are read. Its host and the beginning
// of its path stand there.
const maxURL = 2048

// siteAddress is a key of [Offer.Sites] with what it stands for. The path has
// no slash at the end.
type siteAddress struct {
	host, path string
	Site
}

// compileSites returns the sites with those that go first at the front. Small
// letters are as good as capitals.
func compileSites(sites map[string]Site) ([]siteAddress, error) {
	var list []siteAddress
	seen := map[[2]string]string{}
	for _, at := range sortedKeys(sites) {
		host, path, ok := cutURL(at)
		if !ok || host == "" && path == "" || strings.Contains(at, "://") {
			return nil, &OfferError{"Sites", at, `a host, a path or both, such as "example.de" or "/fr-ca"`}
		}
		if !all(host, isASCII) {
			return nil, &OfferError{"Sites", at, `the host as clients send it, such as "xn--mller-kva.example" for müller.example`}
		}
		host, path = strings.ToLower(host), strings.ToLower(path)
		if _, twice := seen[[2]string{host, path}]; twice {
			return nil, &OfferError{"Sites", at, "each address once"}
		}
		seen[[2]string{host, path}] = at
		list = append(list, siteAddress{host, path, sites[at]})
	}
	slices.SortStableFunc(list, func(a, b siteAddress) int {
		return cmp.Or(cmp.Compare(len(b.path), len(a.path)), cmp.Compare(len(b.host), len(a.host)))
	})
	return list, nil
}

// stands returns what an address stands for.
func stands(sites []siteAddress, url string) (s Site, found, readable bool) {
	host, path, ok := cutURL(url)
	if !ok {
		return s, false, false
	}
	for i := range sites {
		if !sites[i].covers(host, path) {
			continue
		}
		found = true
		if s.Country == "" {
			s.Country = sites[i].Country
		}
		if s.Language.IsRoot() {
			s.Language = sites[i].Language
		}
	}
	return s, found, true
}

// covers reports whether the address of a page is at or below a.
func (a *siteAddress) covers(host, path string) bool {
	if a.host != "" && !strings.EqualFold(host, a.host) {
		const www = "www."
		if len(host) != len(www)+len(a.host) || !strings.EqualFold(host[:len(www)], www) || !strings.EqualFold(host[len(www):], a.host) {
			return false
		}
	}
	n := len(a.path)
	return len(path) >= n && strings.EqualFold(path[:n], a.path) && (len(path) == n || path[n] == '/')
}

// cutURL returns host and path of an address, or of its beginning if it is
// long. The host has no user, port or dot at the end; neither has the path a
// slash there. It refuses what browsers and servers may read in different
// ways: control characters, spaces and backslashes.
func cutURL(url string) (host, path string, ok bool) {
	url = url[:min(len(url), maxURL)]
	if i := strings.IndexAny(url, "?#"); i >= 0 {
		url = url[:i]
	}
	for i := range len(url) {
		if b := url[i]; b <= ' ' || b == 0x7f || b == '\\' {
			return "", "", false
		}
	}
	if scheme := strings.Index(url, "://"); scheme >= 0 && isAlpha(url[:scheme]) {
		url = url[scheme+len("://"):]
	} else {
		url = strings.TrimPrefix(url, "//")
	}
	host = url
	if i := strings.IndexByte(url, '/'); i >= 0 {
		host, path = url[:i], strings.TrimRight(url[i:], "/")
	}
	// "shop.example@other.example" is a user at another host.
	host = host[strings.LastIndexByte(host, '@')+1:]
	if i := strings.LastIndexByte(host, ':'); i >= 0 && all(host[i+1:], isDigit) {
		host = host[:i]
	}
	return strings.TrimSuffix(host, "."), path, true
}

func isASCII(b byte) bool { return b < 0x80 }
