package landed_test

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// ownWords begins the source of what the tables word themselves, which nothing
// outside of them can confirm: phrases of labels, not facts.
const ownWords = "own wording"

// TestSources: every row of every embedded table has a source that a person can
// open, an address in the row itself or by a name that internal/sources.csv
// lists, and every address is one.
func TestSources(t *testing.T) {
	addresses := documents(t)
	files, err := filepath.Glob("*/data/*.csv")
	if err != nil || len(files) == 0 {
		t.Fatalf("no tables: %v", err)
	}
	used := map[string]bool{}
	for _, file := range files {
		rows := records(t, file)
		if _, ok := rows[0]["source"]; !ok {
			if head := headOf(t, file); len(found(head)) == 0 {
				t.Errorf("%s has neither a column of sources nor an address at its head", file)
			}
			continue
		}
		for _, row := range rows {
			if err := openable(row["source"], addresses, used); err != nil && !ownWording(file, row) {
				t.Errorf("%s: row %s: %v", file, identity(row), err)
			}
		}
	}
	for name := range addresses {
		if !used[name] {
			t.Errorf("internal/sources.csv: no table names %q", name)
		}
	}
}

// ownWording reports whether a row of labels says that its text is our own.
func ownWording(file string, row map[string]string) bool {
	return filepath.Base(file) == "labels.csv" && strings.HasPrefix(row["source"], ownWords)
}

// openable returns an error unless a source has an address or the name of a
// listed document, or if an address in it is malformed. It notes the names used.
func openable(source string, addresses map[string]string, used map[string]bool) error {
	count := 0
	for _, address := range found(source) {
		if err := wellFormed(address); err != nil {
			return fmt.Errorf("source %q: %w", source, err)
		}
		count++
	}
	for name := range addresses {
		if strings.Contains(source, name) {
			used[name] = true
			count++
		}
	}
	if count == 0 {
		return fmt.Errorf("source %q: neither an address nor the name of a document in internal/sources.csv", source)
	}
	return nil
}

// anAddress is a host with a path, with or without a scheme: a host alone names no
// document. What may end a sentence does not end an address.
var anAddress = regexp.MustCompile(`(?:https?://|(?:^|[\s(:"]))((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}/[^\s;,"]*[^\s;,."])`)

// found returns the addresses in a text, with their scheme, or that of https.
func found(text string) []string {
	var addresses []string
	for _, match := range anAddress.FindAllStringSubmatchIndex(text, -1) {
		address := balanced(text[match[2]:match[3]])
		if scheme := text[match[0]:match[2]]; strings.HasPrefix(scheme, "http") {
			addresses = append(addresses, scheme+address)
		} else {
			addresses = append(addresses, "https://"+address)
		}
	}
	return addresses
}

// balanced cuts an address that stands in parentheses before theirs.
func balanced(address string) string {
	depth := 0
	for i, r := range address {
		switch r {
		case '(':
			depth++
		case ')':
			if depth--; depth < 0 {
				return address[:i]
			}
		}
	}
	return address
}

// registries are hosts that publish packages of programs, which are not sources of
// what a law says.
var registries = []string{"npmjs.com", "www.npmjs.com", "registry.npmjs.org", "pypi.org", "crates.io", "rubygems.org", "packagist.org", "proxy.golang.org"}

// wellFormed returns an error unless an address is one that a browser opens, of a
// document and not of a host alone.
func wellFormed(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return err
	case u.Scheme != "https" && u.Scheme != "http":
		return fmt.Errorf("%s: not an address of the web", address)
	case strings.Contains(address, "/../") || strings.Contains(address, "/.../") || strings.Contains(address, "…"):
		return fmt.Errorf("%s: a part is left out", address)
	case u.Host != strings.ToLower(u.Host) || strings.HasSuffix(u.Host, "."):
		return fmt.Errorf("%s: host %q", address, u.Host)
	case slices.Contains(registries, u.Host):
		return fmt.Errorf("%s: a registry of packages is not a source", address)
	case len(u.Path) < 2 && u.RawQuery == "":
		return fmt.Errorf("%s: a host, and no document", address)
	}
	return nil
}

// identity is what tells a row from others of its table.
func identity(row map[string]string) string {
	var parts []string
	for _, column := range []string{"id", "rule", "provider", "code", "key", "state", "country", "region", "destination", "origin", "program", "category", "language", "from"} {
		if row[column] != "" {
			parts = append(parts, row[column])
		}
	}
	return strings.Join(parts, " ")
}

// headOf returns the comment at the head of a table.
func headOf(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var head strings.Builder
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "#") {
			break
		}
		head.WriteString(strings.TrimPrefix(line, "#"))
	}
	return head.String()
}

// documents returns the addresses of the documents in internal/sources.csv, by
// name, each checked.
func documents(t *testing.T) map[string]string {
	t.Helper()
	const file = "internal/sources.csv"
	addresses := map[string]string{}
	last := ""
	for _, row := range records(t, file) {
		name, address := row["name"], row["address"]
		if name <= last {
			t.Errorf("%s: %q stands after %q: sorted, each once", file, name, last)
		}
		last = name
		if err := wellFormed(address); err != nil {
			t.Errorf("%s: %q: %v", file, name, err)
		}
		addresses[name] = address
	}
	return addresses
}

// TestFound: what counts as an address, since a check that finds one everywhere
// would confirm anything.
func TestFound(t *testing.T) {
	for _, tt := range []struct{ text, want, reason string }{
		{"https://www.ato.gov.au/a/b", "https://www.ato.gov.au/a/b", "as it stands"},
		{"toll.no/en/online-shopping/; posten.no", "https://toll.no/en/online-shopping/", "a host alone is no document"},
		{"HMRC (gov.uk/a/b): outside", "https://gov.uk/a/b", "in parentheses"},
		{"http://iras.gov.sg/goods-(gst)/low.", "http://iras.gov.sg/goods-(gst)/low", "parentheses of its own, and the end of a sentence"},
		{"uktrade/global-uk-tariff", "", "a repository is a name to be listed"},
		{"PMK 4/2025: www.pajakonline.com", "", "a slash elsewhere"},
		{"Global-VAT-Rates (2024)", "", "no host"},
		{"read a.b/c, and d.ee/f", "https://d.ee/f", "a suffix has two letters at least"},
	} {
		if got := strings.Join(found(tt.text), " "); got != tt.want {
			t.Errorf("found(%q) = %q, want %q: %s", tt.text, got, tt.want, tt.reason)
		}
	}
	for _, tt := range []struct{ address, reason string }{
		{"https://www.abf.gov.au/", "a host alone"},
		{"https://www.tollur.is/.../gjold/", "a part left out"},
		{"https://www.npmjs.com/package/x", "a registry"},
		{"ftp://example.org/x", "not the web"},
		{"https://Example.org/x", "capitals"},
		{"https://example.org./x", "a dot after the host"},
	} {
		if wellFormed(tt.address) == nil {
			t.Errorf("%s is well-formed: %s", tt.address, tt.reason)
		}
	}
}
