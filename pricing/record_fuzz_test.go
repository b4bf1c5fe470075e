package pricing_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/landedhq/landed/pricing"
)

// FuzzRecordJSON reads records from anywhere and replays them: nothing panics,
// what is refused is refused with a typed and short error, and what replays is
// the same when it is written and read again.
func FuzzRecordJSON(f *testing.F) {
	text := smallRecord(f)
	f.Add([]byte(text))
	for _, change := range [][2]string{
		{",MwSt,19,", ",MwSt,19.01,"},
		{",MwSt,19,", ",MwSt,1e9,"},
		{`"rate":"12%"`, `"rate":"4.5% MIN 0.3 EUR / item MAX 0.8 CHF / item"`},
		{`"num":"0.9"`, `"num":"0.9","margin":"2"`},
		{`"den":"1"`, `"den":"0"`},
		{`"final":true`, `"includes":"both","was":{"amount":"50","currency":"EUR"},"from":"2026-11-21T12:00:00Z"`},
		{`"country":"US"`, `"country":"XI","establishments":[{"country":"DE","postal_code":"78266"}],"sales":[{"country":"EU","previous":{"value":{"amount":"1","currency":"SEK"}}}]`},
		{`"duty":"at_checkout"`, `"duty":"in_price","charm":{"bands":[{"endings":["0.99"]}]},"clearance":[{"name":"f","rate":"15 EUR / consignment"}]`},
		{`"threshold":{"amount":"150.00"`, `"threshold":{"amount":"-1"`},
		{"import,EU,", "import,*,"},
		{`"version":1`, `"version":2`},
		{`"nexus"`, `"nexus":"state\n","estimates":true,"nexus"`},
		{`"levies"`, `"programs":[{"dest":"EU","program":"x","origins":["US","BD"]}],"readings":[{"question":"q","reading":"r"}],"levies"`},
	} {
		f.Add([]byte(replaceLast(f, text, change[0], change[1])))
	}
	f.Add([]byte(strings.Repeat(`{"quote":`, 100)))
	f.Fuzz(func(t *testing.T, data []byte) {
		var r pricing.Record
		if err := r.UnmarshalJSON(data); err != nil {
			var part *pricing.RecordError
			if !errors.As(err, &part) || len(err.Error()) > maxMessage {
				t.Fatalf("%T of %d bytes: %v", err, len(err.Error()), err)
			}
			return
		}
		again, err := r.Replay()
		if err != nil {
			if !typed(err) {
				t.Fatalf("%T of %d bytes: %v", err, len(err.Error()), err)
			}
			return
		}
		if !bytes.Equal(quoteText(t, &again), quoteText(t, &r.Quote)) {
			t.Fatal("the replay is another quote")
		}
		recordedAgain(t, &r)
	})
}

// recordedAgain writes a record that replays, and demands that it is read to
// one that does.
func recordedAgain(t *testing.T, r *pricing.Record) {
	t.Helper()
	text, err := r.AppendJSON(nil)
	if err != nil {
		t.Fatal(err)
	}
	var stored pricing.Record
	if err := stored.UnmarshalJSON(text); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if _, err := stored.Replay(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if twice, err := stored.AppendJSON(nil); err != nil || !bytes.Equal(text, twice) {
		t.Fatalf("%v: %s", err, firstDifference(twice, text))
	}
}
