package main

import (
	"bufio"
	"io"
	"strings"
	"testing"

	"github.com/landedhq/landed/examples/internal/shop"
)

// BenchmarkBadInput times the refusal of carts that are costly to read.
func BenchmarkBadInput(b *testing.B) {
	engine, err := shop.Engine(shop.Files{})
	if err != nil {
		b.Fatal(err)
	}
	digits := strings.Repeat("9", 1_000_000)
	for name, cart := range map[string]string{
		"exponent":      strings.Replace(good, `"24.00"`, `"1e1000000000"`, 1),
		"megabyte":      strings.Replace(good, `"24.00"`, `"`+digits+`"`, 1),
		"unquoted":      strings.Replace(good, `"24.00"`, digits, 1),
		"escaped":       strings.Replace(good, `"24.00"`, `"`+strings.Repeat(`\u0039`, 160_000)+`"`, 1),
		"deep":          strings.Replace(good, `"24.00"`, strings.Repeat("[", 1_000_000), 1),
		"many fields":   strings.Replace(good, `"id":"c1"`, strings.Repeat(`"shipping":0,`, 70_000)+`"id":"c1"`, 1),
		"many unknowns": strings.Replace(good, `"id":"c1"`, strings.Repeat(`"x":0,`, 150_000)+`"id":"c1"`, 1),
		"truncated":     good[:len(good)-40],
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				failed, err := answer(engine, strings.NewReader(cart+"\n"), bufio.NewWriter(io.Discard))
				if err != nil || !failed {
					b.Fatalf("failed %v, %v", failed, err)
				}
			}
		})
	}
}
