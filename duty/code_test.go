package duty_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/landedhq/landed/duty"
)

func TestParseCode(t *testing.T) {
	tests := []struct {
		in     string
		want   duty.Code
		err    error
		reason string
	}{
		{"610910", "610910", nil, "six digits"},
		{"6109.10.00", "61091000", nil, "dots as the HTS prints them"},
		{"6109 10 00 10", "6109100010", nil, "spaces as the CN prints them"},
		{"854999", "854999", nil, "new in HS 2022"},
		{"61091", "", duty.ErrCodeSyntax, "odd length"},
		{"610910001", "", duty.ErrCodeSyntax, "nine digits: odd, even if Japan writes them so"},
		{"6109", "", duty.ErrCodeSyntax, "a heading is too short"},
		{"610910001234", "", duty.ErrCodeSyntax, "twelve digits"},
		{"61O910", "", duty.ErrCodeSyntax, "the letter O"},
		{"٦١٠٩١٠", "", duty.ErrCodeSyntax, "digits of another script"},
		{".610910", "", duty.ErrCodeSyntax, "a separator at the edge"},
		{"610910.", "", duty.ErrCodeSyntax, "a separator at the edge"},
		{"", "", duty.ErrCodeSyntax, "empty"},
		{strings.Repeat("6", 1<<20), "", duty.ErrCodeSyntax, "a megabyte"},
		{"-610910", "", duty.ErrCodeSyntax, "a sign"},
		{"000000", "", duty.ErrUnknownCode, "no such chapter"},
		{"770101", "", duty.ErrUnknownCode, "chapter 77 is reserved"},
		{"999999", "", duty.ErrUnknownCode, "a statistical remainder, not a subheading"},
		{"610911", "", duty.ErrUnknownCode, "no such subheading"},
		{"8517.12", "", duty.ErrFormerCode, "telephones of HS 2017: smartphones are 8517.13 now"},
		{"8541.40.90.10", "", duty.ErrFormerCode, "solar cells of HS 2017"},
		{"620193", "", duty.ErrUnknownCode, "a former code is an unknown one too"},
	}
	for _, test := range tests {
		got, err := duty.ParseCode(test.in)
		if got != test.want || !errors.Is(err, test.err) {
			t.Errorf("ParseCode(%.40q) = %q, %v; want %q, %v (%s)", test.in, got, err, test.want, test.err, test.reason)
		}
		var typed *duty.CodeError
		if err != nil && (!errors.As(err, &typed) || len(err.Error()) > 250) {
			t.Errorf("ParseCode(%.40q): %T of %d bytes", test.in, err, len(err.Error()))
		}
	}
}

func TestCodeParts(t *testing.T) {
	c := duty.Code("6109100010")
	if c.HS6() != "610910" || c.Heading() != "6109" || c.Chapter() != "61" || c.Dotted() != "6109.10.00.10" {
		t.Error(c.HS6(), c.Heading(), c.Chapter(), c.Dotted())
	}
	if d := duty.Code("61").Dotted(); d != "61" {
		t.Error(d)
	}
}

// A code that is gone is not in the list of those that are.
func TestFormerCodes(t *testing.T) {
	text, err := os.ReadFile("data/hs2017.csv")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(text)) {
		heading, endings, ok := strings.Cut(strings.TrimSpace(line), ",")
		if !ok || strings.HasPrefix(line, "#") || heading == "heading" {
			continue
		}
		for _, ending := range strings.Fields(endings) {
			if _, err := duty.ParseCode(heading + ending); !errors.Is(err, duty.ErrFormerCode) {
				t.Errorf("%s%s: %v", heading, ending, err)
			}
			n++
		}
	}
	if n != 145 {
		t.Errorf("%d former subheadings, want 145", n)
	}
}
