package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestGenerateIsCurrent(t *testing.T) {
	files, err := generate("../../data")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		want, err := os.ReadFile(filepath.Join("../..", f.name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(f.src, want) {
			t.Errorf("%s is not what the data folder gives: run go generate in currency", f.name)
		}
	}
}

// refuse is a table of one of the files of the data folder, and what is wrong
// with it.
type refuse struct{ name, rows, want, reason string }

// testRefuses writes each table in the place of one of a small and valid data
// folder and looks for the error.
func testRefuses(t *testing.T, file string, tests []refuse) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, text := range smallData {
				if name == file {
					text = tt.rows
				}
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			_, err := generate(dir)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q (%s)", err, tt.want, tt.reason)
			}
		})
	}
}

// smallData is a valid data folder.
var smallData = map[string]string{
	"currencies.csv": codeHeader + `
EUR,978,2,,,active,1999-01-01,,,Euro,x,2026
HRK,191,2,,,historic,1994-05-30,2023-01-14,174,Kuna,x,2026
USD,840,2,,,active,1792-01-01,,,Dollar,x,2026
YUM,891,2,,,historic,1994-01-24,2002-05-15,,Dinar,x,2026
`,
	"successions.csv":     successionHeader + "\nHRK,EUR,2023-01-01,7.53450,x,2026\n",
	"pegs.csv":            pegHeader + "\nYUM,USD,1000/8.5,1994-01-24,2002-05-15,x,2026\n",
	"provider_digits.csv": providerHeader + "\nstripe,USD,2,10,x,2026\n",
}

func TestGenerateSmall(t *testing.T) {
	dir := t.TempDir()
	for name, text := range smallData {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	files, err := generate(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := ""
	for _, f := range files {
		all += string(f.src)
	}
	for _, want := range []string{"HRK Code = ", "units: ratio{number{units: 75345, scale: 4}, number{units: 1}}", "ratio{number{units: 1000}, number{units: 85, scale: 1}}", "{Stripe, USD, 2, 10}", "{728078, 738534}, // HRK"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in what was generated", want)
		}
	}
}

func TestCodesRefuses(t *testing.T) {
	testRefuses(t, "currencies.csv", []refuse{
		{"shape", "code,digits\n", "numeric: the column is missing", "a changed shape must not be read silently"},
		{"order", codeHeader + "\nEUR,978,2,,,active,,,,Euro,x,2026\nCHF,756,2,,,active,,,,Franc,x,2026\n", "line 3: CHF does not sort after EUR", "look-up is a binary search"},
		{"twice", codeHeader + "\nEUR,978,2,,,active,,,,Euro,x,2026\nEUR,978,2,,,active,,,,Euro,x,2026\n", "line 3: EUR does not sort", "one fact per line"},
		{"source", codeHeader + "\nEUR,978,2,,,active,,,,Euro,,\n", "line 2: source: every figure has a source", ""},
		{"source date", codeHeader + "\nEUR,978,2,,,active,,,,Euro,x,soon\n", "source_date: \"soon\"", ""},
		{"code", codeHeader + "\nEur,978,2,,,active,,,,Euro,x,2026\n", "three capital letters", ""},
		{"status", codeHeader + "\nEUR,978,2,,,dead,,,,Euro,x,2026\n", "unknown status", ""},
		{"digits", codeHeader + "\nEUR,978,9,,,active,,,,Euro,x,2026\n", "digits", "ISO 4217 uses 0 to 4"},
		{"cash", codeHeader + "\nEUR,978,2,2,0,active,,,,Euro,x,2026\n", "cash_increment", "an increment of nothing"},
		{"amendment", codeHeader + "\nEUR,978,2,,,active,,,one,Euro,x,2026\n", "amendment", ""},
		{"no day", codeHeader + "\nEUR,978,2,,,active,1999-02-30,,,Euro,x,2026\n", "from: \"1999-02-30\"", "days are days"},
		{"backwards", codeHeader + "\nHRK,191,2,,,historic,2023-01-14,1994-05-30,,Kuna,x,2026\n", "is before", ""},
		{"active with an end", codeHeader + "\nEUR,978,2,,,active,,2030-01-01,,Euro,x,2026\n", "has an end", ""},
		{"historic without an end", codeHeader + "\nHRK,191,2,,,historic,,,,Kuna,x,2026\n", "has no end", ""},
	})
}

func TestSuccessionsRefuses(t *testing.T) {
	testRefuses(t, "successions.csv", []refuse{
		{"unknown", successionHeader + "\nHRX,EUR,2023-01-01,7.5,x,2026\n", "line 2: code: \"HRX\" is not in currencies.csv", ""},
		{"unknown successor", successionHeader + "\nHRK,EUX,2023-01-01,7.5,x,2026\n", "successor: \"EUX\"", ""},
		{"active", successionHeader + "\nUSD,EUR,2023-01-01,7.5,x,2026\n", "has no successor", ""},
		{"no day", successionHeader + "\nHRK,EUR,,7.5,x,2026\n", "want a day", "a rate holds from a day"},
		{"too late", successionHeader + "\nHRK,EUR,2023-01-16,7.5,x,2026\n", "was not in use", "the day after the old currency had gone"},
		{"too early", successionHeader + "\nHRK,EUR,1998-12-31,7.5,x,2026\n", "was not in use", "before there was a euro"},
		{"zero", successionHeader + "\nHRK,EUR,2023-01-01,0,x,2026\n", "positive decimal", ""},
		{"negative", successionHeader + "\nHRK,EUR,2023-01-01,-7.5,x,2026\n", "positive decimal", ""},
		{"exponent", successionHeader + "\nHRK,EUR,2023-01-01,7e1,x,2026\n", "positive decimal", ""},
		{"twice", successionHeader + "\nHRK,EUR,2023-01-01,7.5,x,2026\nHRK,USD,2023-01-01,7.5,x,2026\n", "line 3: HRK does not sort", "one successor"},
		{"long source", successionHeader + "\nHRK,EUR,2023-01-01,7.5," + strings.Repeat("x", 101) + ",2026\n", "101 bytes", "a rate takes no more"},
		{"circle", successionHeader + "\nHRK,YUM,2002-05-15,1,x,2026\nYUM,HRK,2002-05-15,1,x,2026\n", "go round in a circle", "a chain ends"},
	})
}

func TestPegsRefuses(t *testing.T) {
	testRefuses(t, "pegs.csv", []refuse{
		{"unknown", pegHeader + "\nAED,USD,3.6725,1997-11-02,,x,2026\n", "line 2: code: \"AED\" is not in currencies.csv", ""},
		{"itself", pegHeader + "\nUSD,USD,1,1997-11-02,,x,2026\n", "pegged to itself", ""},
		{"no beginning", pegHeader + "\nUSD,EUR,1,,,x,2026\n", "was not in use all the time", "a rate holds from a day"},
		{"before the anchor", pegHeader + "\nUSD,EUR,1,1998-12-31,,x,2026\n", "EUR was not in use", ""},
		{"beyond the end", pegHeader + "\nYUM,USD,1,1994-01-24,,x,2026\n", "YUM was not in use", "a currency that is gone is not pegged"},
		{"overlap", pegHeader + "\nHRK,EUR,7,1999-01-01,2005-01-01,x,2026\nHRK,EUR,8,2005-01-01,2006-01-01,x,2026\n", "line 3: HRK is pegged already on 2005-01-01", ""},
		{"order", pegHeader + "\nYUM,USD,1,1994-01-24,1995-01-24,x,2026\nHRK,EUR,7,1999-01-01,2005-01-01,x,2026\n", "HRK does not sort after YUM", ""},
		{"quotient", pegHeader + "\nUSD,EUR,1/0,1999-01-01,,x,2026\n", "quotient of two", "not by zero"},
		{"two quotients", pegHeader + "\nUSD,EUR,1/2/3,1999-01-01,,x,2026\n", "quotient of two", ""},
	})
}

func TestProvidersRefuses(t *testing.T) {
	testRefuses(t, "provider_digits.csv", []refuse{
		{"provider", providerHeader + "\nstrip,USD,2,1,x,2026\n", "\"strip\" has no constant", ""},
		{"currency", providerHeader + "\nstripe,UDS,2,1,x,2026\n", "code: \"UDS\"", ""},
		{"exponent", providerHeader + "\nstripe,USD,5,1,x,2026\n", "exponent", ""},
		{"step", providerHeader + "\nstripe,USD,2,5,x,2026\n", "want 1, 10 or 100", ""},
		{"no step", providerHeader + "\nstripe,USD,2,0,x,2026\n", "want 1, 10 or 100", "nothing is a multiple of 0"},
		{"twice", providerHeader + "\nstripe,USD,2,1,x,2026\nstripe,USD,2,1,x,2026\n", "line 3: stripe USD does not sort", ""},
		{"order", providerHeader + "\nstripe,USD,2,1,x,2026\npaypal,USD,2,1,x,2026\n", "line 3: paypal USD does not sort", ""},
	})
}
