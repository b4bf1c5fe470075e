package shop

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
)

// TestTariffRows: each row of the shop's own tariff tells where it was read and
// when, and is for goods that the shop has.
func TestTariffRows(t *testing.T) {
	rows, err := csv.NewReader(bytes.NewReader(tariffCSV)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	c, err := readCatalogue(goodsJSON)
	if err != nil {
		t.Fatal(err)
	}
	used := func(destination, code string) bool {
		for _, g := range c.Goods() {
			full := g.HSCode
			if national, ok := g.TariffCodes[destination]; ok {
				full = national
			}
			if strings.HasPrefix(strings.ReplaceAll(full, ".", ""), code) {
				return true
			}
		}
		return false
	}
	for i, row := range rows[1:] {
		destination, code, source, date := row[0], row[1], row[9], row[10]
		if source == "" {
			t.Errorf("line %d: no source", i+2)
		}
		if _, err := currency.ParseDate(date); err != nil {
			t.Errorf("line %d: %v", i+2, err)
		}
		if !used(destination, code) {
			t.Errorf("line %d: no good has a code under %s", i+2, code)
		}
	}
	if _, err := tariff(); err != nil {
		t.Error(err)
	}
}

// TestGoodsAreWhole: twenty goods, each with a picture and texts that differ
// between languages where the words do.
func TestGoodsAreWhole(t *testing.T) {
	c, err := readCatalogue(goodsJSON)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Goods()) != 20 {
		t.Errorf("%d goods", len(c.Goods()))
	}
	icons := map[string]bool{}
	for _, g := range c.Goods() {
		icons[g.Icon] = true
		texts := map[string]bool{}
		for _, lang := range Languages() {
			texts[g.Text(lang)] = true
		}
		if len(texts) != len(Languages()) {
			t.Errorf("%s: %d texts in %d languages", g.SKU, len(texts), len(Languages()))
		}
		if g.WeightKG.Sign() <= 0 || g.Origin == "" || g.HSCode == "" || g.Category == "" {
			t.Errorf("%s: %+v", g.SKU, g.Product)
		}
	}
	if len(icons) != 20 || icons[""] {
		t.Errorf("%d pictures", len(icons))
	}
}

func TestGoodsAreRefused(t *testing.T) {
	text := string(goodsJSON)
	for reason, bad := range map[string]string{
		"cut off":         text[:len(text)/2],
		"no JSON":         "goods",
		"the same twice":  strings.ReplaceAll(text, `"sku": "SOAP"`, `"sku": "TEE"`),
		"no cost":         strings.Replace(text, `, "cost": {"amount": "6.10", "currency": "USD"}`, "", 1),
		"no German name":  strings.Replace(text, `"de": "Baumwoll-T-Shirt"`, `"de": ""`, 1),
		"an unknown word": strings.Replace(text, `"icon"`, `"ikon"`, 1),
	} {
		if bad == text {
			t.Fatalf("%s: nothing was changed", reason)
		}
		if _, err := readCatalogue([]byte(bad)); err == nil {
			t.Errorf("%s: taken", reason)
		}
	}
	s := open(t, nil)
	ways := string(shippingCSV)
	for reason, bad := range map[string]string{
		"another currency": strings.Replace(ways, "de,post,postal,EUR", "de,post,postal,USD", 1),
		"another mode":     strings.Replace(ways, "de,post,postal", "de,post,pigeon", 1),
		"no name":          strings.Replace(ways, "de,post,postal", "de,boat,postal", 1),
		"no amount":        strings.Replace(ways, "9.90", "x", 1),
		"no days":          strings.Replace(ways, "8,15", "8,x", 1),
		"a market less":    strings.Replace(strings.Replace(ways, "no,post", "de,post", 1), "no,courier", "de,courier", 1),
		"a column less":    strings.Replace(ways, ",8,15", ",8", 1),
	} {
		if bad == ways {
			t.Fatalf("%s: nothing was changed", reason)
		}
		if _, err := readShipping([]byte(bad), s.markets); err == nil {
			t.Errorf("%s: taken", reason)
		}
	}
}
