package feed_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"runtime"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/feed"
	"github.com/landedhq/landed/internal/race"
)

// fullHistory returns a file in the form and of the size of the bank's full
// history: 6,900 days, 31 to 41 currencies each.
func fullHistory() []byte {
	var codes []currency.Code
	for _, c := range currency.Codes() {
		if c != currency.EUR {
			codes = append(codes, c)
		}
	}
	var b bytes.Buffer
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gesmes:Envelope xmlns:gesmes=\"http://www.gesmes.org/xml/2002-08-01\" xmlns=\"http://www.ecb.int/vocabulary/2002-08-01/eurofxref\">" +
		"<gesmes:subject>Reference rates</gesmes:subject><gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender><Cube>")
	for n := range 6900 {
		fmt.Fprintf(&b, `<Cube time="%v">`, currency.NewDate(2026, 3, 18).AddDays(-n))
		for k, c := range codes[:31+n%11] {
			fmt.Fprintf(&b, `<Cube currency="%v" rate="%d.%04d"/>`, c, 1+(n*k)%200, (n*7919+k*31)%10000)
		}
		b.WriteString(`</Cube>`)
	}
	b.WriteString(`</Cube></gesmes:Envelope>`)
	return b.Bytes()
}

// The full history is read in bounded memory. The time is left to the
// benchmark: a test must not depend on the machine.
func TestFullHistory(t *testing.T) {
	race.Alone(t)
	data := fullHistory()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	f, err := feed.ReadECB(bytes.NewReader(data), feed.Limits{})
	runtime.ReadMemStats(&after)
	if err != nil || len(f.Days) != 6900 {
		t.Fatalf("%d days, %v", len(f.Days), err)
	}
	total := after.TotalAlloc - before.TotalAlloc
	runtime.GC()
	runtime.ReadMemStats(&after)
	live := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	runtime.KeepAlive(f)
	runtime.KeepAlive(data)
	t.Logf("%d bytes of XML: %d MB allocated, %d MB kept", len(data), total>>20, live>>20)
	if total > 60<<20 || live > 40<<20 {
		t.Errorf("%d MB allocated, %d MB kept, want at most 60 and 40", total>>20, live>>20)
	}
}

func BenchmarkReadECB(b *testing.B) {
	daily, err := io.ReadAll(open(b, "ecb-daily.xml"))
	if err != nil {
		b.Fatal(err)
	}
	for _, file := range []struct {
		name string
		data []byte
	}{{"daily", daily}, {"history", fullHistory()}} {
		b.Run(file.name+"/landed", func(b *testing.B) {
			b.SetBytes(int64(len(file.data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := feed.ReadECB(bytes.NewReader(file.data), feed.Limits{}); err != nil {
					b.Fatal(err)
				}
			}
		})
		// The limit of a reader on top of encoding/xml: its tokens alone.
		b.Run(file.name+"/encoding-xml-tokens", func(b *testing.B) {
			b.SetBytes(int64(len(file.data)))
			b.ReportAllocs()
			for b.Loop() {
				dec := xml.NewDecoder(bytes.NewReader(file.data))
				for {
					if _, err := dec.Token(); err == io.EOF {
						break
					} else if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
