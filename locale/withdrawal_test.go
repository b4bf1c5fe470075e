package locale

import (
	"strings"
	"testing"
)

func TestWithdrawal(t *testing.T) {
	const today = "2026-11-21"
	tests := []struct {
		country  Country
		on, want string
		reason   string
	}{
		{"DE", today, "14 days", "Directive 2011/83/EU Art. 9"},
		{"DE", "2014-06-13", "14 days", "the first day of the directive"},
		{"DE", "2014-06-12", "unknown", "the law before it is not in the table"},
		{"HR", "2014-06-13", "14 days", "a member state by then"},
		{"BG", today, "14 days", "each member state"},
		{"RE", today, "14 days", "an outermost region"},
		{"AX", today, "14 days", "EU law holds in Åland"},
		{"NC", today, "unknown", "EU law does not hold in New Caledonia"},
		{"GB", "2020-12-31", "14 days", "its own regulations, in the EU"},
		{"GB", today, "14 days", "and after"},
		{"XI", today, "14 days", "Northern Ireland as the United Kingdom"},
		{"NO", today, "14 days", "EEA"},
		{"IS", today, "14 days", "EEA"},
		{"TR", today, "14 days", "Law 6502"},
		{"IL", today, "14 days", "section 14C"},
		{"RS", today, "14 days", "Law 88/2021"},
		{"CL", today, "10 days", "Law 21.398"},
		{"AR", today, "10 days", "Law 24.240"},
		{"CN", today, "7 days", "Art. 25"},
		{"CN", "2014-03-14", "unknown", "the day before the right began"},
		{"KR", today, "7 days", "Art. 17"},
		{"TW", today, "7 days", "Art. 19"},
		{"BR", today, "7 days", "Art. 49"},
		{"ZA", today, "7 days", "section 44"},
		{"RU", today, "7 days", "Art. 26.1"},
		{"CO", today, "5 working days", "Law 1480 counts working days"},
		{"JP", today, "8 days unless stated otherwise", "a return policy of the seller goes before"},
		{"CH", today, "none", "known to give none"},
		{"US", today, "none", "no federal right"},
		{"AU", today, "none", "change of mind is no ground"},
		{"MX", today, "unknown", "not confirmed for sales online"},
		{"CA", today, "unknown", "a matter of the provinces"},
	}
	for _, tt := range tests {
		m, err := MarketOf(tt.country, day(tt.on))
		if err != nil || m.Withdrawal.String() != tt.want {
			t.Errorf("%s on %s: %s, %v, want %s (%s)", tt.country, tt.on, m.Withdrawal, err, tt.want, tt.reason)
		}
		if m.Withdrawal.Known != (m.Sources.Withdrawal != "") || !m.Withdrawal.Known && m.Withdrawal != (Withdrawal{}) {
			t.Errorf("%s on %s: %+v by %q", tt.country, tt.on, m.Withdrawal, m.Sources.Withdrawal)
		}
	}
}

func TestWithdrawalTable(t *testing.T) {
	rules, err := withdrawals.get(withdrawalCSV, readWithdrawals)
	if err != nil {
		t.Fatal(err)
	}
	for c, rows := range rules {
		for i, r := range rows {
			if !r.fact.Known || r.fact.From != r.from || !strings.Contains(r.source, "read 20") {
				t.Errorf("%s: %+v", c, r)
			}
			if r.fact.Days == 0 && (r.fact.Working || r.fact.UnlessStated) {
				t.Errorf("%s: no days, and yet %+v", c, r.fact)
			}
			if i > 0 && (rows[i-1].until.IsZero() || !rows[i-1].until.Before(r.from)) {
				t.Errorf("%s: two rules on %s", c, r.from)
			}
		}
	}
}

func TestWithdrawalReader(t *testing.T) {
	const header = "country,days,counted,unless_stated,from,until,source\n"
	for name, text := range map[string]string{
		"country": header + "de,14,calendar,no,,,x\n",
		"days":    header + "DE,two,calendar,no,,,x\n",
		"minus":   header + "DE,-1,calendar,no,,,x\n",
		"many":    header + "DE,366,calendar,no,,,x\n",
		"counted": header + "DE,14,weeks,no,,,x\n",
		"unless":  header + "DE,14,calendar,maybe,,,x\n",
		"from":    header + "DE,14,calendar,no,yesterday,,x\n",
		"source":  header + "DE,14,calendar,no,,,\n",
		"column":  "country,days\nDE,14\n",
	} {
		if _, err := readWithdrawals(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), "withdrawal.csv: line ") {
			t.Errorf("%s: error %v, want one with the line", name, err)
		}
	}
}
