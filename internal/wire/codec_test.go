package wire

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// parcel has a field of each kind.
type parcel struct {
	Name    string            `json:"name,omitempty"`
	Fragile bool              `json:"fragile,omitempty"`
	Mode    uint8             `json:"-"`
	Weight  int64             `json:"weight,omitempty"`
	From    address           `json:"from,omitzero"`
	Items   []item            `json:"items,omitzero"`
	Notes   []string          `json:"notes,omitzero"`
	Codes   map[string]string `json:"codes,omitzero"`
}

type address struct {
	Country string `json:"country,omitempty"`
	City    string `json:"city,omitempty"`
}

type item struct {
	SKU   string `json:"sku"`
	Count int64  `json:"count,omitempty"`
}

var modes = [...]string{"road", "sea"}

func (p *parcel) wire(c *Codec) {
	c.Text("name", &p.Name, 16)
	c.Bool("fragile", &p.Fragile)
	c.Word("mode", &p.Mode, modes[:])
	c.Int("weight", &p.Weight)
	c.Object("from", p.From.wire)
	List(c, "items", &p.Items, 3, (*item).wire)
	c.Texts("notes", &p.Notes, 2, 8)
	c.TextMap("codes", &p.Codes, 2, 8)
}

func (a *address) wire(c *Codec) {
	c.Text("country", &a.Country, 2)
	c.Text("city", &a.City, 16)
}

func (i *item) wire(c *Codec) {
	c.Text("sku", &i.SKU, 8)
	c.Int("count", &i.Count)
}

func write(p parcel) (string, error) {
	c := Writer(nil)
	c.Value(p.wire)
	return string(c.Bytes()), c.End()
}

func read(data string) (p parcel, err error) {
	c := Reader([]byte(data))
	c.Value(p.wire)
	return p, c.End()
}

func pack(p parcel) ([]byte, error) {
	c := PackedWriter(nil)
	c.Value(p.wire)
	return c.Bytes(), c.End()
}

func unpack(data []byte) (p parcel, err error) {
	c := PackedReader(data)
	c.Value(p.wire)
	return p, c.End()
}

func TestCodec(t *testing.T) {
	full := parcel{
		Name: "a<b", Fragile: true, Mode: 1, Weight: -5, From: address{"DE", "Köln"},
		Items: []item{{"x", 1}, {"y", math.MaxInt32}}, Notes: []string{"", "n"}, Codes: map[string]string{"b": "2", "a": "1"},
	}
	for _, tt := range []struct {
		reason, want string
		parcel
	}{
		{"all fields, in their order, maps sorted",
			`{"name":"a\u003cb","fragile":true,"mode":"sea","weight":-5,"from":{"country":"DE","city":"Köln"},` +
				`"items":[{"sku":"x","count":1},{"sku":"y","count":2147483647}],"notes":["","n"],"codes":{"a":"1","b":"2"}}`, full},
		{"what is zero is left out, but for words", `{"mode":"road"}`, parcel{}},
		{"empty is not nothing", `{"mode":"road","items":[],"notes":[],"codes":{}}`,
			parcel{Items: []item{}, Notes: []string{}, Codes: map[string]string{}}},
		{"an object with nothing in it is left out in the middle", `{"name":"n","mode":"road","notes":["x"]}`, parcel{Name: "n", Notes: []string{"x"}}},
		{"an element with nothing in it is not", `{"mode":"road","items":[{}]}`, parcel{Items: []item{{}}}},
	} {
		got, err := write(tt.parcel)
		if err != nil || got != tt.want {
			t.Errorf("%s: %s, %v", tt.reason, got, err)
		}
		back, err := read(got)
		if diff := cmp.Diff(tt.parcel, back); err != nil || diff != "" {
			t.Errorf("%s: %v, read back (-want +got):\n%s", tt.reason, err, diff)
		}
		packed, err := pack(tt.parcel)
		if err != nil {
			t.Errorf("%s: packed: %v", tt.reason, err)
		}
		back, err = unpack(packed)
		if diff := cmp.Diff(tt.parcel, back); err != nil || diff != "" {
			t.Errorf("%s: %v, unpacked (-want +got):\n%s", tt.reason, err, diff)
		}
		for n := range packed { // no beginning is a whole
			if _, err := unpack(packed[:n]); !errors.Is(err, ErrInvalid) {
				t.Errorf("%s: cut to %d of %d bytes: %v", tt.reason, n, len(packed), err)
			}
		}
	}
	for _, write := range []func(parcel) error{
		func(p parcel) error { _, err := write(p); return err }, func(p parcel) error { _, err := pack(p); return err },
	} {
		if err := write(parcel{Mode: 2}); !errors.Is(err, ErrInvalid) {
			t.Errorf("a word that there is not was written: %v", err)
		}
	}
}

// TestPacked: the bytes that are documented, each text once.
func TestPacked(t *testing.T) {
	p := parcel{Name: "n", Fragile: true, Mode: 1, Weight: -3, From: address{"DE", "n"}, Items: []item{{"n", 0}}, Notes: []string{"DE", ""}, Codes: map[string]string{"a": "n"}}
	want := "\x01\x02n" + "\x02" + "\x03\x01" + "\x04\x05" + "\x05\x01\x04DE\x02\x01\x00" + "\x06\x01\x01\x01\x00" + "\x07\x02\x03\x00" + "\x08\x01\x02a\x01" + "\x00"
	if got, err := pack(p); string(got) != want || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

func TestUnpackRefuses(t *testing.T) {
	for _, tt := range []struct {
		reason, data, path string
		class              error
	}{
		{"nothing", "", "", ErrInvalid},
		{"a field that there is not", "\x09\x00", "", ErrUnknown},
		{"a field twice", "\x02\x02\x00", "", ErrUnknown},
		{"fields in another order", "\x04\x02\x01\x02n\x00", "", ErrUnknown},
		{"bytes behind it", "\x00\x00", "", ErrInvalid},
		{"white space behind it", "\x00\n", "", ErrInvalid},
		{"a text that is not there yet", "\x01\x01\x00", "name", ErrInvalid},
		{"a longer text than there is", "\x01\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01\x00", "name", ErrInvalid},
		{"too long a number", "\x04\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x00", "weight", ErrInvalid},
		{"too long a text", "\x01\x2212345678901234567\x00", "name", ErrLimit},
		{"a word that there is not", "\x03\x02\x00", "mode", ErrInvalid},
		{"too many elements", "\x06\x04\x00\x00\x00\x00\x00", "items", ErrLimit},
		{"more elements than bytes", "\x06\x03\x00", "items", ErrInvalid},
		{"a fault in an element", "\x06\x02\x00\x07\x00\x00", "items[1]", ErrUnknown},
		{"too many names", "\x08\x03\x02a\x00\x02b\x00\x02c\x00\x00", "codes", ErrLimit},
		{"a name twice", "\x08\x02\x02a\x00\x01\x00\x00", "codes", ErrInvalid},
	} {
		_, err := unpack([]byte(tt.data))
		var e *Error
		if !errors.As(err, &e) || e.Path != tt.path || !errors.Is(err, tt.class) {
			t.Errorf("%s: %v, want %q refused as %v", tt.reason, err, tt.path, tt.class)
		}
	}
}

// FuzzUnpack: what is read can be packed and read again.
func FuzzUnpack(f *testing.F) {
	f.Add([]byte("\x01\x02n\x02\x03\x01\x04\x05\x05\x01\x04DE\x02\x01\x00\x06\x01\x01\x01\x00\x07\x02\x03\x00\x08\x01\x02a\x01\x00"))
	f.Add([]byte("\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := unpack(data)
		if err != nil {
			if len(err.Error()) > 500 {
				t.Fatalf("a message of %d bytes: %v", len(err.Error()), err)
			}
			return
		}
		packed, err := pack(p)
		if err != nil {
			t.Fatal(err)
		}
		back, err := unpack(packed)
		if diff := cmp.Diff(p, back); err != nil || diff != "" {
			t.Fatalf("%q: %v, read back (-want +got):\n%s", packed, err, diff)
		}
	})
}

func TestCodecReads(t *testing.T) {
	for _, tt := range []struct {
		reason, data string
		want         parcel
	}{
		{"any order", `{"weight":3,"mode":"sea","name":"n"}`, parcel{Name: "n", Mode: 1, Weight: 3}},
		{"any order, from the last", `{"codes":{},"notes":[],"items":[],"from":{"city":"C","country":"AT"},"weight":1,"mode":"sea","fragile":false,"name":""}`,
			parcel{Mode: 1, Weight: 1, From: address{"AT", "C"}, Items: []item{}, Notes: []string{}, Codes: map[string]string{}}},
		{"white space", " { \"weight\" : 3 ,\n\t\"from\" : { } , \"notes\":[ \"a\" , \"b\" ] } \r\n", parcel{Weight: 3, Notes: []string{"a", "b"}}},
		{"numbers in quotes", `{"weight":"-12"}`, parcel{Weight: -12}},
		{"numbers with needless places", `{"weight":12.00}`, parcel{Weight: 12}},
		{"escapes, in names too", `{"n\u0061me":"\u0041\n"}`, parcel{Name: "A\n"}},
		{"nothing", `{}`, parcel{}},
	} {
		got, err := read(tt.data)
		if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", tt.reason, err, diff)
		}
	}
}

func TestCodecRefuses(t *testing.T) {
	for _, tt := range []struct {
		reason, data, path string
		class              error
	}{
		{"an unknown field", `{"colour":1}`, "colour", ErrUnknown},
		{"an unknown field after known ones", `{"name":"n","colour":{"x":[]}}`, "colour", ErrUnknown},
		{"an unknown field below", `{"items":[{"sku":"a"},{"sku":"b","x":1}]}`, "items[1].x", ErrUnknown},
		{"a field of another object", `{"from":{"name":"x"}}`, "from.name", ErrUnknown},
		{"a field in capitals", `{"Name":"n"}`, "Name", ErrUnknown},
		{"a field that stands twice", `{"name":"a","name":"a"}`, "name", ErrInvalid},
		{"a field that stands twice, apart", `{"name":"a","weight":1,"name":"a"}`, "name", ErrInvalid},
		{"an object that stands twice", `{"from":{},"from":{}}`, "from", ErrInvalid},
		{"a key that stands twice", `{"codes":{"a":"1","a":"2"}}`, "codes.a", ErrInvalid},
		{"null", `{"name":null}`, "name", ErrInvalid},
		{"null for an array", `{"items":null}`, "items", ErrInvalid},
		{"a number for a string", `{"name":1}`, "name", ErrInvalid},
		{"a fraction", `{"weight":1.5}`, "weight", ErrInvalid},
		{"an exponent", `{"weight":1e3}`, "weight", ErrInvalid},
		{"19 digits", `{"weight":1234567890123456789}`, "weight", ErrInvalid},
		{"many digits", `{"weight":` + strings.Repeat("9", 1000) + `}`, "weight", ErrInvalid},
		{"a number with a sign", `{"weight":"+1"}`, "weight", ErrInvalid},
		{"no number", `{"weight":""}`, "weight", ErrInvalid},
		{"no word", `{"mode":"air"}`, "mode", ErrInvalid},
		{"an object for an array", `{"items":{}}`, "items", ErrInvalid},
		{"an array for an object", `[]`, "", ErrInvalid},
		{"text after the value", `{} {}`, "", ErrInvalid},
		{"the end inside", `{"items":[{"sku":"a"}`, "items", ErrInvalid},
		{"a comma before the end", `{"name":"a",}`, "", ErrInvalid},
		{"too long a string", `{"items":[{},{},{"sku":"123456789"}]}`, "items[2].sku", ErrLimit},
		{"too long a string in a list", `{"notes":["a","123456789"]}`, "notes[1]", ErrLimit},
		{"too long a key", `{"codes":{"123456789":""}}`, "codes", ErrLimit},
		{"too many keys", `{"codes":{"1":"","2":"","3":""}}`, "codes", ErrLimit},
		{"too many elements", `{"items":[{},{},{},{}]}`, "items", ErrLimit},
		{"too deep", `{"items":[` + strings.Repeat(`{"sku":[`, 100), "items[0].sku", ErrInvalid},
	} {
		_, err := read(tt.data)
		var e *Error
		if !errors.As(err, &e) || e.Path != tt.path || !errors.Is(err, tt.class) {
			t.Errorf("%s: %v, want %q refused as %v", tt.reason, err, tt.path, tt.class)
		}
	}
}

// FuzzCodec: what is read can be written and read again, and encoding/json
// finds the same in it.
func FuzzCodec(f *testing.F) {
	f.Add(`{"name":"n","fragile":true,"mode":"sea","weight":1,"from":{"country":"DE"},"items":[{"sku":"x","count":3}],"notes":[""],"codes":{"a":"b"}}`)
	f.Add(`{"weight":"3.0","items":[{"count":2}]}`)
	f.Add(`{"codes":{"\ud800":"\ud800"},"notes":["\u0000"]}`)
	f.Fuzz(func(t *testing.T, data string) {
		p, err := read(data)
		if err != nil {
			if len(err.Error()) > 500 {
				t.Fatalf("a message of %d bytes: %v", len(err.Error()), err)
			}
			return
		}
		if !json.Valid([]byte(data)) {
			t.Fatalf("%q was accepted", data)
		}
		text, err := write(p)
		if err != nil {
			t.Fatal(err)
		}
		back, err := read(text)
		if diff := cmp.Diff(p, back); err != nil || diff != "" {
			t.Fatalf("%q: %v, read back (-want +got):\n%s", text, err, diff)
		}
		plain := parcel{Mode: p.Mode}
		text = strings.Replace(strings.Replace(text, `"mode":"sea"`, `"mode":1`, 1), `"mode":"road"`, `"mode":0`, 1)
		if err := json.Unmarshal([]byte(text), &plain); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(p, plain); diff != "" {
			t.Fatalf("%q: encoding/json reads (-want +got):\n%s", text, diff)
		}
	})
}

// TestCodecAllocates the codec, and what is kept.
func TestCodecAllocates(t *testing.T) {
	data := []byte(`{"fragile":true,"mode":"sea","weight":120,"from":{"country":"DE"},"items":[{"count":3},{"count":4}]}`)
	p := parcel{Items: make([]item, 0, 2), From: address{Country: "DE"}}
	if n := testing.AllocsPerRun(100, func() {
		c := Reader(data)
		if c.Value(p.wire); c.End() != nil {
			t.Fatal(c.Err())
		}
	}); n > 3 { // the items, the country
		t.Errorf("%v allocations to read, want three", n)
	}
	dst := make([]byte, 0, 200)
	if n := testing.AllocsPerRun(100, func() {
		c := Writer(dst)
		if c.Value(p.wire); string(c.Bytes()) != string(data) {
			t.Fatalf("wrote %s", c.Bytes())
		}
	}); n > 1 {
		t.Errorf("%v allocations to write, want one", n)
	}
}
