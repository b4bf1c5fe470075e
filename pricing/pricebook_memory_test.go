package pricing_test

import (
	"flag"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/pricing"
)

var bookEntriesFlag = flag.Int("bookentries", 0, "number of entries of the books whose memory is measured; 0 takes 200,000")

// bookFile is a price book as a shop writes it, made while it is read.
type bookFile struct {
	row  func(i int) string
	n, i int
	text string
}

func (f *bookFile) Read(p []byte) (int, error) {
	if f.text == "" {
		if f.i == f.n {
			return 0, io.EOF
		}
		f.text = f.row(f.i)
		if f.i++; f.i == 1 {
			f.text = "sku,market,currency,price,was,includes,final,from,until\n" + f.text
		}
	}
	n := copy(p, f.text)
	f.text = f.text[n:]
	return n, nil
}

// bookFiles are rows of a book of so many entries.
var bookFiles = []struct {
	name string
	most int // bytes that an entry may take
	row  func(i int) string
}{
	{"by product", 80, func(i int) string {
		return fmt.Sprintf("SKU-%09d,%s,EUR,%d.95,,both,yes,,\n", i/5, []string{"at", "de", "es", "fr", "it"}[i%5], i%90+9)
	}},
	{"by market", 90, func(i int) string {
		return fmt.Sprintf("SKU-%09d,m%d,EUR,%d.95,,both,yes,,\n", i%20_000, i/20_000, i%90+9)
	}},
	{"sale", 120, func(i int) string { // in no order, for a time, with former prices
		return fmt.Sprintf("%08X-XL-NAVY,,EUR,%d.95,%d.00,both,,2026-11-27T00:00:00+01:00,2026-12-01T00:00:00+01:00\n", uint32(i)*2654435761, i%90+9, i%90+20)
	}},
}

// A book takes no more memory than its limit is documented with, which was
// measured with -bookentries 20000000: what the collector finds alive of one of
// 200,000 entries, a sample of which is looked up.
func TestPriceBookMemory(t *testing.T) {
	if race.Enabled {
		t.Skip("the race detector takes memory of its own")
	}
	n := *bookEntriesFlag
	if n == 0 {
		n = 200_000
	}
	for _, f := range bookFiles[:max(1, len(bookFiles)*200_000/n)] { // the first alone of large ones
		before := alive()
		began := time.Now()
		book, err := pricing.LoadPriceBook(&bookFile{row: f.row, n: n})
		if err != nil {
			t.Fatal(err)
		}
		took := time.Since(began)
		each := float64(alive()-before) / float64(n)
		t.Logf("%s: %.0f bytes an entry, read in %v", f.name, each, took.Round(time.Millisecond))
		if each > float64(f.most) {
			t.Errorf("%s: %.0f bytes an entry, at most %d", f.name, each, f.most)
		}
		if book.Len() != n {
			t.Errorf("%d entries", book.Len())
		}
		for i := 0; i < n; i += 1 + n/10_000 {
			cells := strings.Split(f.row(i), ",")
			e, ok := book.Lookup(cells[0], cells[1], currency.EUR, time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC))
			if !ok || e.SKU != cells[0] || e.Market != cells[1] || e.Price.Text() != cells[3] || !e.Was.IsZero() && e.Was.Text() != cells[4] {
				t.Fatalf("%s: %q is found as %+v", f.name, cells, e)
			}
		}
		runtime.KeepAlive(book)
	}
}

// alive is what is still referred to of all memory.
func alive() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkBookLookup looks prices up in a book of 200,000 entries.
func BenchmarkBookLookup(b *testing.B) {
	const n = 200_000
	book, err := pricing.LoadPriceBook(&bookFile{row: bookFiles[0].row, n: n})
	if err != nil {
		b.Fatal(err)
	}
	skus := make([]string, 1024)
	for i := range skus {
		skus[i] = fmt.Sprintf("SKU-%09d", i*37)
	}
	b.ResetTimer()
	for i := range b.N {
		if _, ok := book.Lookup(skus[i%1024], "de", currency.EUR, noon); !ok {
			b.Fatal(skus[i%1024])
		}
	}
}
