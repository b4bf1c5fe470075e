package web

import (
	"slices"
	"strings"
	"testing"

	"github.com/landedhq/landed/examples/storefront/page"
	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
)

// What has changed is said in the reader's words, and the margin never.
func TestLapsedInEachLanguage(t *testing.T) {
	b := commonBench(t)
	v, err := b.shop.Visit(shop.Request{Market: "ae"})
	if err != nil {
		t.Fatal(err)
	}
	quote := func(change func(*shop.Basket)) pricing.Quote {
		basket := shop.Basket{Items: []shop.Item{{SKU: "TEE", Quantity: 2}, {SKU: "SHOE", Quantity: 1}}}
		change(&basket)
		q, err := b.shop.Quote(v, basket)
		if err != nil {
			t.Fatal(err)
		}
		return q
	}
	before := quote(func(*shop.Basket) {})
	for _, c := range []struct {
		name   string
		change func(*shop.Basket)
		figure pricing.Figure
		cause  string
	}{
		{"courier", func(b *shop.Basket) { b.Option = "courier" }, pricing.FigureShipping, "cause.cart"},
		{"another quantity", func(b *shop.Basket) { b.Items[0].Quantity = 5 }, pricing.FigureGoods, "cause.cart"},
		{"at the door", func(b *shop.Basket) { b.Pay = shop.PayOnDelivery }, pricing.FigureDueOnDelivery, "cause.terms"},
		{"code", func(b *shop.Basket) { b.Code = "WELCOME10" }, pricing.FigureDiscount, "cause.cart"},
	} {
		d := pricing.Diff(before, quote(c.change))
		i := slices.IndexFunc(d.Moves, func(m pricing.Move) bool { return m.Line == "" && m.What == c.figure })
		margin := slices.IndexFunc(d.Moves, func(m pricing.Move) bool { return m.What == pricing.FigureMargin })
		if i < 0 || margin < 0 && c.name != "at the door" {
			t.Fatalf("%s: %s or the margin has not moved: %v", c.name, c.figure, d)
		}
		for _, tongue := range b.site.langs {
			f := &frame{Reader: page.NewReader(tongue.tag), tongue: tongue, visit: v, Words: locale.LabelOf("AE", tongue.tag)}
			n := f.lapsed(d)
			said := n.Title + n.Text + strings.Join(n.Moves, "\n") + n.Causes
			for _, want := range []string{f.figure(c.figure), f.Money(d.Moves[i].From), f.Money(d.Moves[i].To), f.T(c.cause)} {
				if want == "" || !strings.Contains(said, want) {
					t.Errorf("%s in %v: no %q in %s", c.name, tongue.tag, want, said)
				}
			}
			if margin >= 0 && strings.Contains(said, f.Money(d.Moves[margin].To)) {
				t.Errorf("%s in %v: the margin is said: %s", c.name, tongue.tag, said)
			}
		}
	}
}

// Every cause, placement, collector and reason for nothing that the library knows
// has a text.
func TestWordsOfTheLibrary(t *testing.T) {
	english := commonTongue(t)
	var keys []string
	for _, c := range []pricing.Cause{pricing.CausePrice, pricing.CauseRate, pricing.CauseLaw, pricing.CauseCart, pricing.CauseTerms, pricing.CauseFigure} {
		keys = append(keys, "cause."+string(c))
	}
	for _, p := range pricing.Placements() {
		keys = append(keys, "where."+p.String())
	}
	for _, what := range zeroes {
		keys = append(keys, "zero."+what)
	}
	for _, key := range keys {
		if !english.has(key) {
			t.Errorf("no %s", key)
		}
	}
}

// What the library says a charge is on, and why there is none, is known here for
// every charge of every market.
func TestReasonsAreInTheReadersLanguage(t *testing.T) {
	b := commonBench(t)
	for _, m := range b.shop.Markets() {
		v, err := b.shop.Visit(shop.Request{Market: m.ID, Lang: "ja"})
		if err != nil {
			t.Fatal(err)
		}
		f := &frame{Reader: page.Reader{Locale: v.Locale}, tongue: b.site.tongues[v.Lang], visit: v, Words: locale.LabelOf(v.Country, v.Lang)}
		to := shop.Address{Region: map[string]string{"us": "CA", "ca": "ON", "au": "NSW"}[m.ID]}
		for _, g := range b.shop.Catalogue().Goods() {
			q, err := b.shop.Quote(v, shop.Basket{Items: []shop.Item{{SKU: g.SKU, Quantity: 9}}, To: to})
			if err != nil {
				continue // not sold here
			}
			for i := range q.Charges {
				c := &q.Charges[i]
				if got := f.on(c.On); got == c.On {
					t.Errorf("%s, %s: no word for a charge on %q", m.ID, g.SKU, c.On)
				}
				if c.Zero != "" && zeroes[c.Zero] == "" {
					t.Errorf("%s, %s: no word for no charge: %s", m.ID, g.SKU, c.Zero)
				}
				if !f.has("collector." + c.Collector) {
					t.Errorf("%s, %s: no word for the collector %q", m.ID, g.SKU, c.Collector)
				}
			}
		}
	}
}
