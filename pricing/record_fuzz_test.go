package pricing_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"maps"
	"slices"
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

// FuzzRecordCell puts any text into one cell of the tables of a record, or
// several, where FuzzRecordJSON seldom gets to: nothing panics there either.
func FuzzRecordCell(f *testing.F) {
	text := []byte(smallRecord(f))
	cells := 0
	for unchanged, _ := json.Marshal(treeOf(f, text, nil)); ; cells++ {
		changed, _ := json.Marshal(treeOf(f, text, map[int]string{cells: "another text"}))
		if bytes.Equal(changed, unchanged) {
			break
		}
	}
	if cells < 100 {
		f.Fatalf("only %d cells", cells)
	}
	for i, value := range []string{"", "0", "1e9", "-1", "99999999999999999999999999999999.99", "EU", "XI", "EUR", "2026-11-21", "2099-01-01", "*", "Free",
		"100%", "5 CHF / kg MIN 2%", "exempt", "excess", "both", "in_price", "true", "!ioss", "61 62 6109", "\n", `"`, "#", "\x00"} {
		f.Add(uint16(7*i), uint16(cells-3*i), value, value)
	}
	f.Fuzz(func(t *testing.T, i, k uint16, one, other string) {
		changed, err := json.Marshal(treeOf(t, text, map[int]string{int(i) % cells: one, int(k) % cells: other}))
		if err != nil {
			t.Fatal(err)
		}
		var r pricing.Record
		if err := r.UnmarshalJSON(changed); err != nil {
			if !typed(err) {
				t.Fatalf("%T of %d bytes: %v", err, len(err.Error()), err)
			}
			return
		}
		if _, err := r.Replay(); err == nil {
			recordedAgain(t, &r)
		} else if !typed(err) {
			t.Fatalf("%T of %d bytes: %v", err, len(err.Error()), err)
		}
	})
}

// treeOf reads the JSON of a record and changes cells of its tables, by their
// number.
func treeOf(t testing.TB, text []byte, change map[int]string) map[string]any {
	t.Helper()
	var tree map[string]any
	if err := json.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, part := range []string{"seller", "market", "rates", "prices", "tax", "duty"} {
		tree[part] = changedTree(tree[part], &n, change)
	}
	return tree
}

// changedTree counts the texts of a value, and in CSV the cells, and changes some.
func changedTree(v any, n *int, change map[int]string) any {
	next := func(s string) string {
		if other, ok := change[*n]; ok {
			s = other
		}
		*n++
		return s
	}
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			v[key] = changedTree(v[key], n, change)
		}
	case []any:
		for i := range v {
			v[i] = changedTree(v[i], n, change)
		}
	case string:
		if !strings.HasSuffix(v, "\n") {
			return next(v)
		}
		rows, _ := csv.NewReader(strings.NewReader(v)).ReadAll()
		for i := 1; i < len(rows); i++ {
			for k := range rows[i] {
				rows[i][k] = next(rows[i][k])
			}
		}
		var out strings.Builder
		_ = csv.NewWriter(&out).WriteAll(rows)
		return out.String()
	}
	return v
}
