package locale

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/table"
)

func TestLabelOf(t *testing.T) {
	tests := []struct {
		country      Country
		language     string
		percent      string
		included     string
		excluded     string
		wantCountry  Country
		wantLanguage string
		reason       string
	}{
		{"DE", "de", "19", "inkl. 19\u00a0% MwSt.", "zzgl. MwSt.", "DE", "de", ""},
		{"AT", "de-AT", "20", "inkl. 20\u00a0% USt.", "zzgl. USt.", "AT", "de", "another name next door"},
		{"CH", "de-CH", "8.1", "inkl. 8.1% MWST", "exkl. MWST", "CH", "de", "another name, sign and separator"},
		{"CH", "fr-CH", "8.1", "TVA 8,1% incluse", "hors TVA", "CH", "fr", ""},
		{"CH", "it-CH", "8.1", "IVA 8.1% inclusa", "IVA esclusa", "CH", "it", ""},
		{"FR", "fr-FR", "20", "TVA 20\u00a0% incluse", "hors TVA", "FR", "fr", ""},
		{"GB", "en-GB", "20", "incl. 20% VAT", "excl. VAT", "GB", "en", ""},
		{"NO", "nb", "25", "inkl. 25\u00a0% mva.", "ekskl. mva.", "NO", "nb", ""},
		{"NO", "no-NO", "25", "inkl. 25\u00a0% mva.", "ekskl. mva.", "NO", "nb", "Norwegian is Bokmål unless it says otherwise"},
		{"JP", "ja-JP", "10", "税込（消費税10%）", "税抜", "JP", "ja", ""},
		{"AU", "en-AU", "10", "incl. 10% GST", "excl. GST", "AU", "en", ""},
		{"CA", "en-CA", "13", "incl. 13% GST/HST", "plus GST/HST", "CA", "en", ""},
		{"CA", "fr-CA", "13", "TPS/TVH 13\u00a0% incluses", "TPS/TVH en sus", "CA", "fr", ""},
		{"US", "en-US", "7.25", "incl. 7.25% sales tax", "plus sales tax", "US", "en", ""},
		{"DE", "en", "19", "incl. 19\u00a0% VAT", "excl. VAT", "DE", "en", "an English reader in Germany sees the percentage as it is written there"},
		{"DE", "ko", "19", "incl. 19\u00a0% VAT", "excl. VAT", "DE", "en", "no Korean words: English, and it shows"},
		{"KR", "ko", "10", "incl. 10% tax", "excl. tax", "", "en", "no name for the tax either: it speaks in general"},
		{"AU", "de", "10", "inkl. 10\u00a0% Steuer", "zzgl. Steuer", "", "de", "German words for a tax without a German name here"},
		{"", "und", "0", "incl. 0% tax", "excl. tax", "", "en", "nothing known"},
	}
	for _, tt := range tests {
		l := LabelOf(tt.country, language.Make(tt.language))
		if got := l.TaxIncluded(decimal.RequireFromString(tt.percent)); got != tt.included {
			t.Errorf("%s %s: %+q, want %+q (%s)", tt.country, tt.language, got, tt.included, tt.reason)
		}
		if l.TaxExcluded != tt.excluded {
			t.Errorf("%s %s: %q, want %q (%s)", tt.country, tt.language, l.TaxExcluded, tt.excluded, tt.reason)
		}
		if l.Country != tt.wantCountry || l.Language.String() != tt.wantLanguage {
			t.Errorf("%s %s: found %q %v (%s)", tt.country, tt.language, l.Country, l.Language, tt.reason)
		}
	}
}

// TestLabelsComplete checks that no word of any label is empty or still has a
// mark in it.
func TestLabelsComplete(t *testing.T) {
	labels, err := defaultLabels.get(labelsCSV, LoadLabels)
	if err != nil {
		t.Fatal(err)
	}
	for key, l := range labels.labels {
		for _, k := range labelKeys {
			text := *l.word(k)
			if text == "" || strings.TrimSpace(text) != text {
				t.Errorf("%+v: %s is %q", key, k, text)
			}
			if k != "tax_included" && strings.Contains(text, "{") {
				t.Errorf("%+v: %s is %q", key, k, text)
			}
		}
		if got := l.TaxIncluded(decimal.NewFromInt(7)); strings.Contains(got, "{") || !strings.Contains(got, "7") {
			t.Errorf("%+v: %q", key, got)
		}
	}
}

// TestLabelSources checks that each row of the embedded table says where its
// text is from, and when it was read.
func TestLabelSources(t *testing.T) {
	columns := []string{"country", "language", "key", "text", "source", "source_date"}
	err := readTable("labels.csv", strings.NewReader(labelsCSV), columns, func(row table.Row) error {
		var read currency.Date
		if err := row.Parse("source_date", &read); err != nil {
			return err
		}
		if read.IsZero() {
			t.Errorf("line %d: no source_date", row.Line)
		}
		return checkSource(row)
	})
	if err != nil {
		t.Error(err)
	}
}

func TestLoadLabels(t *testing.T) {
	const header = "country,language,key,text\n"
	var general strings.Builder
	general.WriteString(header)
	for _, k := range labelKeys {
		general.WriteString(",en," + k + ",x\n")
	}
	tests := []struct{ name, in, want string }{
		{"empty", "", "line 1: empty table"},
		{"other columns", "a,b\n", "line 1: country: the column is missing, want country,language,key,text,source,source_date"},
		{"no English", header, "no general words in en"},
		{"unknown country", general.String() + "ZZ,en,total,x\n", `line 18: locale: unknown country "ZZ"`},
		{"unknown language", general.String() + ",german,total,x\n", `line 18: language "german"`},
		{"unknown key", general.String() + ",en,sum,x\n", `line 18: unknown key "sum"`},
		{"no text", general.String() + ",de,total,\n", "line 18: total has no text"},
		{"twice", general.String() + ",en,total,y\n", "line 18: total is there twice"},
		{"half a language", general.String() + ",de,total,Summe\n", "de: no text for tax_name"},
		{"too few fields", general.String() + ",de\n", "wrong number of fields"},
	}
	for _, tt := range tests {
		if _, err := LoadLabels(strings.NewReader(tt.in)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", tt.name, err, tt.want)
		}
	}
	labels, err := LoadLabels(strings.NewReader(general.String() + "DE,en,total,own\n"))
	if err != nil {
		t.Fatal(err)
	}
	if l := labels.Of("DE", language.English); l.Total != "own" || l.Subtotal != "x" || l.Country != "" {
		t.Errorf("own words go before general ones: %+v", l)
	}
}

func FuzzLoadLabels(f *testing.F) {
	f.Add(labelsCSV)
	f.Add("country,language,key,text\n,en,total,x\n")
	f.Fuzz(func(t *testing.T, s string) {
		labels, err := LoadLabels(strings.NewReader(s))
		if err == nil {
			labels.Of("DE", language.German).TaxIncluded(decimal.NewFromInt(19))
		}
	})
}
