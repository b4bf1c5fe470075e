package shop

import "testing"

// BenchmarkPrices is what a list page computes: twenty goods.
func BenchmarkPrices(b *testing.B) {
	s := open(b, nil)
	v := visit(b, s, "de")
	b.ReportAllocs()
	for b.Loop() {
		if len(s.Prices(v)) != 20 {
			b.Fatal("goods are missing")
		}
	}
}

// BenchmarkQuote is what a checkout page computes: a basket of three goods both
// ways to send it, the chosen way, and its seal.
func BenchmarkQuote(b *testing.B) {
	s := open(b, nil)
	v := visit(b, s, "de")
	basket := Basket{Items: []Item{{"TEE", 2}, {"MUG", 1}, {"SHOE", 1}}, To: homes["de"], Code: "WELCOME10"}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Options(v, basket); err != nil {
			b.Fatal(err)
		}
		q, err := s.Quote(v, basket)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.Lock(&q); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkConfirm places an order in a database in memory.
func BenchmarkConfirm(b *testing.B) {
	s := open(b, nil)
	basket := Basket{Items: []Item{{"TEE", 2}, {"MUG", 1}}}
	b.ReportAllocs()
	for b.Loop() {
		confirm(b, s, "de", basket)
	}
}
