package main

import (
	"fmt"

	"github.com/landedhq/landed/internal/table"
)

// providerHeader is the columns of provider_digits.csv.
const providerHeader = "provider,code,exponent,step,source,source_date"

// providers is the constant of package currency for each provider of the
// table, in the order of its names.
var providers = []struct{ name, constant string }{
	{"adyen", "Adyen"},
	{"checkout", "Checkout"},
	{"currencycloud", "Currencycloud"},
	{"datatrans", "Datatrans"},
	{"paypal", "PayPal"},
	{"square", "Square"},
	{"stripe", "Stripe"},
	{"stripe_payouts", "StripePayouts"},
	{"sumup", "SumUp"},
}

// providerRow is one row of provider_digits.csv.
type providerRow struct {
	provider, code string
	exponent, step int
}

func (ts *tables) readProviders(path string) ([]providerRow, error) {
	var list []providerRow
	err := read(path, providerHeader, func(t table.Row) error {
		w, err := ts.parseProvider(t)
		if err != nil {
			return err
		}
		if n := len(list); n > 0 {
			if last := list[n-1]; last.provider > w.provider || last.provider == w.provider && last.code >= w.code {
				return fmt.Errorf("%s %s does not sort after %s %s", w.provider, w.code, last.provider, last.code)
			}
		}
		list = append(list, w)
		return nil
	})
	return list, err
}

func (ts *tables) parseProvider(t table.Row) (providerRow, error) {
	w := providerRow{provider: t.Get("provider")}
	if providerConstant(w.provider) == "" {
		return w, t.Fault("provider", fmt.Errorf("%q has no constant", w.provider))
	}
	c, err := ts.code(t, "code")
	if err != nil {
		return w, err
	}
	w.code = c.code
	if w.exponent, err = number(t, "exponent", 4); err != nil {
		return w, err
	}
	if w.step, err = number(t, "step", 100); err != nil {
		return w, err
	}
	if w.step != 1 && w.step != 10 && w.step != 100 {
		return w, t.Fault("step", fmt.Errorf("%d: want 1, 10 or 100", w.step))
	}
	return w, nil
}

func providerConstant(name string) string {
	for _, p := range providers {
		if p.name == name {
			return p.constant
		}
	}
	return ""
}

// writeProviders writes the table of providers.
func (ts *tables) writeProviders(s *source) {
	s.printf("// providerDigits holds what the providers document, sorted by provider and code.\nvar providerDigits = [...]providerDigit{\n")
	for _, w := range ts.providers {
		s.printf("\t{%s, %s, %d, %d},\n", providerConstant(w.provider), w.code, w.exponent, w.step)
	}
	s.printf("}\n")
}
