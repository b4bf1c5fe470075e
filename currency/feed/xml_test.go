package feed

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
)

// scan returns the tags of a file as one text.
func scan(data []byte) (string, error) {
	s := newXMLScanner(bytes.NewReader(data))
	var b strings.Builder
	for {
		kind, name, err := s.next(true)
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		if kind == end {
			fmt.Fprintf(&b, "</%s>", name)
			continue
		}
		fmt.Fprintf(&b, "<%s", name)
		for _, a := range s.attrs {
			fmt.Fprintf(&b, " %s=%q", local(a.name), a.value)
		}
		b.WriteString(">")
	}
}

// standardScan is scan by the standard library.
func standardScan(data []byte) (string, error) {
	dec := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	var b strings.Builder
	for {
		token, err := dec.Token()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			fmt.Fprintf(&b, "<%s", t.Name.Local)
			for _, a := range t.Attr {
				fmt.Fprintf(&b, " %s=%q", a.Name.Local, a.Value)
			}
			b.WriteString(">")
		case xml.EndElement:
			fmt.Fprintf(&b, "</%s>", t.Name.Local)
		}
	}
}

var xmlSeeds = []string{
	`<a/>`, `<a></a>`, `<a ></a >`, `<a b="c"/>`, `<a b='"' c="'"/>`, `<a b = "c" />`, "<?xml version='1.0' encoding='utf-8'?>\n<a/>",
	`<!-- x - y --><a/>`, `<a b=">"/>`, `<x:a xmlns:x="u" x:b="1"><x:c/></x:a>`, "\xef\xbb\xbf<a/>", `<a><b></b><c d="1"/></a><e/>`,
	`<a><?p i?>text<!----></a>`,
}

func TestXMLScannerReadsWhatTheStandardReads(t *testing.T) {
	for _, in := range xmlSeeds {
		got, err := scan([]byte(in))
		want, wantErr := standardScan([]byte(in))
		if err != nil || wantErr != nil || got != want {
			t.Errorf("%s: %s, %v, want %s, %v", in, got, err, want, wantErr)
		}
	}
}

func TestXMLScannerRefuses(t *testing.T) {
	for _, tt := range []struct{ name, in, reason string }{
		{"overlap", "<a><b></a></b>", "elements nest"},
		{"no end", "<a>", ""},
		{"end alone", "</a>", ""},
		{"prefix changes", "<x:a></y:a>", "another name"},
		{"no quotes", "<a b=c/>", ""},
		{"no value", "<a b/>", ""},
		{"no space", `<a b="1"c="2"/>`, ""},
		{"open quote", `<a b="/>`, ""},
		{"slash inside", `<a / b="1">`, ""},
		{"less-than in a value", `<a b="<"/>`, "XML 1.0, section 2.3"},
		{"entity", `<a b="&amp;"/>`, "no file of rates needs one"},
		{"CDATA", "<a><![CDATA[x]]></a>", ""},
		{"document type", "<!DOCTYPE a><a/>", "where entities are declared"},
		{"comment with dashes", "<!-- a -- b --><a/>", "XML 1.0, section 2.5"},
		{"comment without end", "<!-- a", ""},
		{"instruction without end", "<?xml", ""},
		{"empty tag", "<>", ""},
		{"name of a digit", "<1/>", ""},
		{"two prefixes", "<a:b:c/>", ""},
		{"UTF-16", `<?xml version="1.0" encoding="UTF-16"?><a/>`, "the bytes would mean something else"},
		{"encoding without quotes", `<?xml encoding=?><a/>`, ""},
		{"control character", "<a b=\"\x00\"/>", ""},
	} {
		if got, err := scan([]byte(tt.in)); !errors.Is(err, currency.ErrSyntax) {
			t.Errorf("%s: %s, %v, want ErrSyntax (%s)", tt.name, got, err, tt.reason)
		}
	}
	for name, in := range map[string]string{"nesting": strings.Repeat("<a>", maxDepth+1), "tag": "<a b='" + strings.Repeat("x", maxTag), "instruction": "<?" + strings.Repeat("x", maxTag+1)} {
		if _, err := scan([]byte(in)); !errors.Is(err, currency.ErrRange) {
			t.Errorf("%s: %v, want ErrRange", name, err)
		}
	}
}

// FuzzXMLScanner checks that what the scanner takes, the standard library takes
// for the same.
func FuzzXMLScanner(f *testing.F) {
	for _, s := range xmlSeeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := scan(data)
		if err != nil {
			return
		}
		want, err := standardScan(data)
		if err != nil {
			// The scanner does not look at text, nor at instructions, whose
			// content it does not report.
			if !bytes.ContainsAny(data, "<") || strings.ContainsFunc(string(data), func(r rune) bool { return r < ' ' || r >= 0x7f }) || bytes.ContainsAny(data, "&?]") {
				return
			}
			t.Fatalf("%q is %s, but by the standard: %v", data, got, err)
		}
		if got != want && !bytes.ContainsAny(data, "\r") { // line ends are normalised
			t.Fatalf("%q is %s, want %s", data, got, want)
		}
	})
}
