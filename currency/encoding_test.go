package currency

import (
	"bytes"
	"database/sql"
	"database/sql/driver"
	"encoding"
	"encoding/gob"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/internal/excerpt"
)

// The interfaces by which other packages find these forms.
var (
	_ json.Marshaler             = Amount{}
	_ json.Unmarshaler           = (*Amount)(nil)
	_ encoding.TextMarshaler     = Amount{}
	_ encoding.TextAppender      = Amount{}
	_ encoding.TextUnmarshaler   = (*Amount)(nil)
	_ encoding.BinaryMarshaler   = Amount{}
	_ encoding.BinaryAppender    = Amount{}
	_ encoding.BinaryUnmarshaler = (*Amount)(nil)
	_ driver.Valuer              = Amount{}
	_ sql.Scanner                = (*Amount)(nil)
	_ encoding.TextMarshaler     = Code(0)
	_ encoding.TextAppender      = Code(0)
	_ encoding.TextUnmarshaler   = (*Code)(nil)
	_ encoding.BinaryMarshaler   = Code(0)
	_ encoding.BinaryAppender    = Code(0)
	_ encoding.BinaryUnmarshaler = (*Code)(nil)
	_ driver.Valuer              = Code(0)
	_ sql.Scanner                = (*Code)(nil)
	_ driver.Valuer              = Date(0)
	_ sql.Scanner                = (*Date)(nil)
	_ driver.Valuer              = Numeric{}
	_ sql.Scanner                = (*Numeric)(nil)
	_ json.Unmarshaler           = (*Rounding)(nil)
	_ encoding.TextMarshaler     = Method(0)
	_ encoding.TextUnmarshaler   = (*Method)(nil)
)

// everyCode returns the currencies of ISO 4217, active and withdrawn, some
// custom ones and none.
func everyCode(t testing.TB) []Code {
	codes := append(Codes(), 0)
	for _, s := range []string{"PTS:0", "A:18", "9:1", "ZZZZZ:10", "99999:18", "BTC:8", "EURO:2", "EU:3"} {
		codes = append(codes, mustCode(t, s))
	}
	return codes
}

// everyAmount returns amounts of all sizes in c.
func everyAmount(t testing.TB, c Code) []Amount {
	if c == 0 {
		return []Amount{{}}
	}
	var amounts []Amount
	for _, s := range []string{
		"0", "1", "-1", "1200", "12.34", "-0.005", "0.0000000000000000000000000000000001", "-1.0000000000000000000001",
		"9223372036854775807", "-9223372036854775808", "9223372036854775808", "92.23372036854775807", "-92233.72036854775808", "92233.72036854775808",
		"1234567890123456", "-12345678901234.56789012345678901234",
	} {
		// With many digits to its minor unit, a currency holds no large amounts.
		if a, err := ParseAmount(s, c); err == nil {
			amounts = append(amounts, a)
		} else if !errors.Is(err, ErrRange) || c.Digits() < 10 {
			t.Fatal(err)
		}
	}
	// 34 digits, as coarse as the currency allows.
	nines := strings.Repeat("9", maxDigits)
	if d := c.Digits(); d > 0 {
		nines = nines[d:] + "." + nines[:d]
	}
	return append(amounts, MustAmount(nines, c), MustAmount("-"+nines, c), FromMinor(1, c), FromMinor(-1<<63, c))
}

// Each form gives back the same amount, whatever the currency.
func TestEncodingsOfEveryCode(t *testing.T) {
	for _, c := range everyCode(t) {
		for _, a := range everyAmount(t, c) {
			for form, trip := range trips {
				var b Amount
				if err := trip(a, &b); err != nil || !a.Equal(b) || b.Currency() != c {
					t.Errorf("%v by %s gives %v, %v", a, form, b, err)
				}
				if a.big == nil && a != b {
					t.Errorf("%v by %s is equal but not ==", a, form)
				}
				checkCanonical(t, b)
			}
		}
		for form, trip := range codeTrips {
			var d Code
			if err := trip(c, &d); err != nil || c != d {
				t.Errorf("%v by %s gives %v, %v", c, form, d, err)
			}
		}
	}
}

func viaGob(from, to any) error {
	var buf bytes.Buffer
	if err := gob.NewEncoder(&buf).Encode(from); err != nil {
		return err
	}
	return gob.NewDecoder(&buf).Decode(to)
}

func viaJSON(from, to any) error {
	data, err := json.Marshal(from)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, to)
}

var trips = map[string]func(a Amount, b *Amount) error{
	"JSON": func(a Amount, b *Amount) error { return viaJSON(a, b) },
	"JSON with a number": func(a Amount, b *Amount) error {
		return b.UnmarshalJSON([]byte(`{"currency":"` + a.Currency().String() + `","amount":` + a.Text() + `}`))
	},
	"key of a JSON object": func(a Amount, b *Amount) error {
		var m map[Amount]int
		err := viaJSON(map[Amount]int{a: 7}, &m)
		for *b = range m {
		}
		return err
	},
	"text": func(a Amount, b *Amount) error {
		text, err := a.MarshalText()
		return errors.Join(err, b.UnmarshalText(text))
	},
	"binary": func(a Amount, b *Amount) error {
		data, err := a.MarshalBinary()
		return errors.Join(err, b.UnmarshalBinary(data))
	},
	"gob": func(a Amount, b *Amount) error { return viaGob(&a, b) },
	"gob of a struct": func(a Amount, b *Amount) error {
		type line struct {
			Price Amount
			Code  Code
		}
		var l line
		err := viaGob(line{a, a.Currency()}, &l)
		if *b = l.Price; l.Code != a.Currency() {
			return errors.New("another code")
		}
		return err
	},
	"one column": func(a Amount, b *Amount) error {
		v, err := a.Value()
		return errors.Join(err, b.Scan(v))
	},
	"two columns": func(a Amount, b *Amount) error {
		c := a.Columns()
		number, err1 := c.Number.Value()
		code, err2 := c.Currency.Value()
		var d Columns
		err := errors.Join(err1, err2, d.Number.Scan(number), d.Currency.Scan(code))
		if err == nil {
			*b, err = d.Amount()
		}
		return err
	},
}

var codeTrips = map[string]func(c Code, d *Code) error{
	"JSON": func(c Code, d *Code) error { return viaJSON(c, d) },
	"text": func(c Code, d *Code) error {
		text, err := c.AppendText([]byte("x"))
		return errors.Join(err, d.UnmarshalText(text[1:]))
	},
	"binary": func(c Code, d *Code) error {
		data, err := c.MarshalBinary()
		return errors.Join(err, d.UnmarshalBinary(data))
	},
	"gob":    func(c Code, d *Code) error { return viaGob(&c, d) },
	"column": func(c Code, d *Code) error { v, err := c.Value(); return errors.Join(err, d.Scan(v)) },
	"padded column": func(c Code, d *Code) error {
		return d.Scan([]byte(c.String() + strings.Repeat(" ", 8-len(c.String()))))
	},
}

func TestBinaryForm(t *testing.T) {
	tests := []struct {
		a      Amount
		want   string
		reason string
	}{
		{Amount{}, "\x10\x00", "none and nothing"},
		{FromMinor(0, EUR), "\x13EUR\x00", "zero has no coefficient"},
		{FromMinor(1234, EUR), "\x13EUR\x02\x04\xd2", "as documented"},
		{FromMinor(1200, EUR), "\x13EUR\x00\x0c", "the smallest scale, not that of the minor unit"},
		{FromMinor(-1, JPY), "\x13JPY\x80\x01", "the sign stands apart"},
		{FromMinor(-1, KWD), "\x13KWD\x83\x01", ""},
		{FromMinor(120, mustCode(t, "PTS:0")), "\x15PTS:0\x00\x78", "custom"},
		{FromMinor(-1<<63, JPY), "\x13JPY\x80\x80\x00\x00\x00\x00\x00\x00\x00", "the smallest int64"},
		{MustAmount("9999999999999999999999999999999999", JPY), "\x13JPY\x00\x01\xed\x09\xbe\xad\x87\xc0\x37\x8d\x8e\x63\xff\xff\xff\xff", "34 digits"},
	}
	for _, tt := range tests {
		got, err := tt.a.AppendBinary([]byte("x"))
		if err != nil || string(got) != "x"+tt.want {
			t.Errorf("%v is %q, %v, want %q behind an x (%s)", tt.a, got, err, tt.want, tt.reason)
		}
		var a Amount
		if err := a.UnmarshalBinary([]byte(tt.want)); err != nil || !a.Equal(tt.a) {
			t.Errorf("%q gives %v, %v, want %v (%s)", tt.want, a, err, tt.a, tt.reason)
		}
	}
}

func TestBinaryRefuses(t *testing.T) {
	tests := []struct {
		in     string
		class  error
		want   string
		reason string
	}{
		{"", ErrSyntax, "nothing to read", ""},
		{"\x13", ErrSyntax, "a currency of 3 bytes", "truncated"},
		{"\x13EU", ErrSyntax, "a currency of 3 bytes", "truncated"},
		{"\x13EUR", ErrSyntax, "no number", "a Code is no Amount"},
		{"\x03EUR\x02\x04\xd2", ErrSyntax, "format 0, want 1", ""},
		{"\x23EUR\x02\x04\xd2", ErrSyntax, "format 2, want 1", "a later format"},
		{"12.34 EUR", ErrSyntax, "format 3", "the text form"},
		{"\x19ZZZZZZ:18\x00", ErrSyntax, "a currency of 9 bytes", "longer than any"},
		{"\x13eur\x02\x04\xd2", ErrUnknownCode, "eur", ""},
		{"\x15EUR:2\x02\x04\xd2", ErrUnknownCode, "without digits", "one currency, one spelling"},
		{"\x13EUR\x02\x00\x04\xd2", ErrSyntax, "a zero before", "one value, one spelling"},
		{"\x13EUR\x00\x00", ErrSyntax, "a zero before", "zero has no coefficient"},
		{"\x13EUR\x02", ErrSyntax, "zero with", "zero has no scale"},
		{"\x13EUR\x80", ErrSyntax, "zero with", "zero has no sign"},
		{"\x13EUR\x02\x04\xb0", ErrSyntax, "needless zeros", "1200 / 100"},
		{"\x13EUR\x42\x04\xd2", ErrSyntax, "unknown sign", "the bit between"},
		{"\x13EUR\x23\x01", ErrRange, "34 digits", "a scale of 35"},
		{"\x13JPY\x00\x01\xed\x09\xbe\xad\x87\xc0\x37\x8d\x8e\x64\x00\x00\x00\x00", ErrRange, "34 digits", "35 digits"},
		{"\x14A:18\x00\x01\xed\x09\xbe\xad\x87\xc0\x37\x8d\x8e\x63\xff\xff\xff\xff", ErrRange, "", "34 digits and 18 zeros"},
		{"\x13EUR\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", ErrRange, "34 digits", "16 bytes"},
		{"\x10\x00\x05", ErrUnknownCode, "needs a currency", ""},
		{"\x13EUR\x00" + strings.Repeat("\xff", 10_000_000), ErrRange, "10000005 bytes", "bounded"},
	}
	for _, tt := range tests {
		t.Run(excerpt.Quote(tt.in), func(t *testing.T) {
			a := FromMinor(7, JPY)
			err := a.UnmarshalBinary([]byte(tt.in))
			var parse *ParseError
			if !errors.Is(err, tt.class) || !errors.As(err, &parse) || a != FromMinor(7, JPY) {
				t.Fatalf("%v, %v, want %v (%s)", a, err, tt.class, tt.reason)
			}
			if !strings.Contains(err.Error(), tt.want) || len(err.Error()) > 300 {
				t.Errorf("error %q, want one with %q (%s)", err, tt.want, tt.reason)
			}
		})
	}
	for _, in := range []string{"", "\x13", "\x13EUR\x00", "\x13EURO", "\x00", "\x13EUX", "\x1fEUR", strings.Repeat("\x13", 10_000_000)} {
		c := JPY
		var parse *ParseError
		if err := c.UnmarshalBinary([]byte(in)); !errors.As(err, &parse) || c != JPY || len(err.Error()) > 300 {
			t.Errorf("%s gives %v, %v", excerpt.Quote(in), c, err)
		}
	}
}

// Texts that are one megabyte or ten are refused as they come, without a copy.
func TestLongTexts(t *testing.T) {
	for _, n := range []int{1_000_000, 10_000_000} {
		long := bytes.Repeat([]byte("9"), n)
		for name, f := range map[string]func() error{
			"amount":            func() error { return new(Amount).UnmarshalText(long) },
			"amount in JSON":    func() error { return new(Amount).UnmarshalJSON(long) },
			"amount in a field": func() error { return new(Amount).Scan(long) },
			"number":            func() error { return new(Numeric).Scan(long) },
			"binary":            func() error { return new(Amount).UnmarshalBinary(long) },
			"code":              func() error { return new(Code).UnmarshalText(long) },
			"code in a field":   func() error { return new(Code).Scan(long) },
			"date":              func() error { return new(Date).UnmarshalText(long) },
			"date in a field":   func() error { return new(Date).Scan(long) },
			"digits":            func() error { return new(Places).UnmarshalJSON(long) },
			"mode":              func() error { return new(Mode).UnmarshalText(long) },
			"method":            func() error { return new(Method).UnmarshalText(long) },
			"rounding":          func() error { return new(Rounding).UnmarshalJSON(long) },
		} {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			err := f()
			runtime.ReadMemStats(&after)
			if used := after.TotalAlloc - before.TotalAlloc; used > 100_000 {
				t.Errorf("%s of %d bytes took %d bytes to refuse", name, n, used)
			}
			if err == nil || len(err.Error()) > maxMessage {
				t.Errorf("%s of %d bytes: %v", name, n, err)
			}
		}
	}
}

// Amounts are flags and keys of maps by their text.
func TestScanAmount(t *testing.T) {
	eur := func(text string) string { return `{"amount":"` + text + `","currency":"EUR"}` }
	tests := []struct {
		in     string
		want   string // empty where it is left to UnmarshalJSON
		more   string // what follows
		reason string
	}{
		{eur("12.34"), "12.34 EUR", "", "as it is written"},
		{eur("-0.05"), "-0.05 EUR", ",", "in a list"},
		{eur("0.00"), "0.00 EUR", "}", ""},
		{eur("12"), "12.00 EUR", "", ""},
		{eur("1234567890123456.78"), "", "", "19 with the point"},
		{eur("123456789012345.67"), "123456789012345.67 EUR", "", "18 with the point"},
		{eur("999999999999999999"), "999999999999999999.00 EUR", "", "18 digits"},
		{eur("-999999999999999999"), "-999999999999999999.00 EUR", "", "and a sign"},
		{eur("9999999999999999999"), "", "", "19 digits"},
		{eur("1.2.3"), "", "", "two points"},
		{eur("..3"), "", "", "two points in front"},
		{eur(".5"), "", "", "no digit before the point"},
		{eur("5."), "", "", "none behind it"},
		{eur(""), "", "", "no digit"},
		{eur("-"), "", "", "no digit"},
		{eur("1/2"), "", "", "the character before 0"},
		{eur("1:2"), "", "", "the character behind 9"},
		{eur("1e2"), "", "", "an exponent"},
		{`{"amount":"1","currency":"EUX"}`, "", "", "no currency"},
		{`{"amount":"1","currency":"PTS:0"}`, "", "", "a custom one"},
		{`{"amount":"1","Currency":"EUR"}`, "", "", "another field"},
		{`{"amount":"1","currency":"EUR" }`, "", "", "white space"},
		{`{"amounts":"1","currency":"EUR"}`, "", "", "another field"},
	}
	for _, tt := range tests {
		a, n := ScanAmount([]byte(tt.in + tt.more))
		if tt.want == "" && n != 0 || tt.want != "" && (n != len(tt.in) || a.String() != tt.want) {
			t.Errorf("%s%s: %v of %d bytes, want %q (%s)", tt.in, tt.more, a, n, tt.want, tt.reason)
		}
		for short := range tt.in {
			if a, n := ScanAmount([]byte(tt.in[:short])); n != 0 {
				t.Errorf("%s, cut off: %v of %d bytes", tt.in[:short], a, n)
			}
		}
	}
}

func TestAmountAsFlag(t *testing.T) {
	var limit Amount
	fs := flag.NewFlagSet("test", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.TextVar(&limit, "limit", FromMinor(500, EUR), "the most")
	if err := fs.Parse(nil); err != nil || limit != FromMinor(500, EUR) {
		t.Errorf("default: %v, %v", limit, err)
	}
	if err := fs.Parse([]string{"-limit", "12.34 USD"}); err != nil || limit != FromMinor(1234, USD) {
		t.Errorf("set: %v, %v", limit, err)
	}
	if err := fs.Parse([]string{"-limit", "12.34"}); err == nil {
		t.Errorf("without currency: %v", limit)
	}
}

// Keys of JSON objects are sorted by encoding/json, by their text.
func TestAmountAsKey(t *testing.T) {
	stock := map[Amount]int{FromMinor(1999, EUR): 3, FromMinor(5, JPY): 1}
	data, err := json.Marshal(stock)
	if err != nil || string(data) != `{"19.99 EUR":3,"5 JPY":1}` {
		t.Errorf("%s, %v", data, err)
	}
	var again map[Amount]int
	if err := json.Unmarshal(data, &again); err != nil || !cmp.Equal(stock, again) {
		t.Errorf("%v, %v", again, err)
	}
}

// What encoding/json does with bad bodies before, and instead of, our reader.
func TestAmountInBody(t *testing.T) {
	type body struct {
		Price Amount `json:"price"`
	}
	nested := strings.Repeat(`[`, 9_000) + strings.Repeat(`]`, 9_000)
	for _, tt := range []struct{ name, in, want string }{
		{"over-long number", `{"price":{"amount":` + strings.Repeat("1", 1_000_000) + `,"currency":"EUR"}}`, "JSON of 1000028 bytes"},
		{"deep nesting", `{"price":` + nested + `}`, "JSON of 18000 bytes"},
		{"short nesting", `{"price":{"amount":[[[["1"]]]],"currency":"EUR"}}`, "a decimal as a string or a number"},
		{"bad UTF-8", "{\"price\":{\"amount\":\"1\xff\",\"currency\":\"EUR\"}}", "not a decimal number"},
		{"bad UTF-8 in the currency", "{\"price\":{\"amount\":\"1\",\"currency\":\"EU\xff\"}}", "unknown currency"},
		{"bad UTF-8 in a key", "{\"price\":{\"amount\xff\":\"1\",\"currency\":\"EUR\"}}", "unknown field"},
		{"half a surrogate", `{"price":{"amount":"1\ud800","currency":"EUR"}}`, "not a decimal number"},
		{"escaped key twice", `{"price":{"amount":"1","\u0061mount":"2","currency":"EUR"}}`, "occurs twice"},
		{"NaN", `{"price":{"amount":NaN,"currency":"EUR"}}`, "invalid character"},
		{"a bare number", `{"price":12.34}`, "want {"},
	} {
		b := body{FromMinor(7, JPY)}
		err := json.Unmarshal([]byte(tt.in), &b)
		if err == nil || !strings.Contains(err.Error(), tt.want) || len(err.Error()) > maxMessage || b.Price != FromMinor(7, JPY) {
			t.Errorf("%s: %v, %v, want an error with %q", tt.name, b, err, tt.want)
		}
	}
}

func TestRoundingJSONRefuses(t *testing.T) {
	for _, tt := range []struct {
		in     string
		class  error
		reason string
	}{
		{`{"mode":"up","mode":"down"}`, ErrSyntax, "twice"},
		{`{"mode":"up","Mode":"down"}`, ErrSyntax, "case counts"},
		{`{"digit":2}`, ErrSyntax, "a misspelt field would round elsewhere"},
		{`{"digits":007}`, ErrSyntax, "no JSON number"},
		{`{"digits":2e0}`, ErrSyntax, "an exponent"},
		{`{"digits":2.0}`, ErrSyntax, "a fraction"},
		{`{"digits":99999999999999999999}`, ErrSyntax, "beyond an int64"},
		{`{"increment":-5}`, ErrSyntax, "every rounding would refuse it"},
		{`{"increment":9223372036854775808}`, ErrSyntax, "beyond an int64"},
		{`{"increment":null}`, ErrSyntax, "zero is left out"},
		{`{"increment":"5"}`, ErrSyntax, "a text"},
		{`{"mode":0}`, ErrSyntax, "a number"},
		{`{"mode":"up"`, ErrSyntax, "truncated"},
		{`{"mode":"up"}x`, ErrSyntax, "trailing"},
		{`nullx`, ErrSyntax, "trailing"},
		{`[]`, ErrSyntax, "no object"},
		{`{"mode":"` + strings.Repeat("x", 1_000_000) + `"}`, ErrRange, "a megabyte"},
	} {
		r := Rounding{Increment: 5}
		if err := r.UnmarshalJSON([]byte(tt.in)); !errors.Is(err, tt.class) || r.Increment != 5 || len(err.Error()) > maxMessage {
			t.Errorf("%s gives %+v, %v, want %v (%s)", excerpt.Quote(tt.in), r, err, tt.class, tt.reason)
		}
	}
	for _, in := range []string{`null`, `{}`, ` { "digits" : null } `} {
		r := Rounding{Increment: 5}
		if err := json.Unmarshal([]byte(in), &r); err != nil || r != (Rounding{}) {
			t.Errorf("%s gives %+v, %v", in, r, err)
		}
	}
	for _, in := range []string{`007`, `+5`, `5 5`, `""`, ``, `nullx`, `-0`, `0x5`} {
		p := To(3)
		if err := p.UnmarshalJSON([]byte(in)); !errors.Is(err, ErrSyntax) || p != To(3) {
			t.Errorf("%s gives the digits %v, %v", in, p, err)
		}
	}
	if data, err := json.Marshal(To(35)); !errors.Is(err, ErrRounding) {
		t.Errorf("impossible digits are written %s, %v", data, err)
	}
}

// Writing with room needs no memory, reading no more than the error at worst.
func TestEncodingMemory(t *testing.T) {
	a, buf := FromMinor(-123456, EUR), make([]byte, 0, 64)
	data, _ := a.MarshalBinary()
	object, _ := a.MarshalJSON()
	var b Amount
	var c Code
	for _, tt := range []struct {
		name string
		want float64
		f    func() error
	}{
		{"AppendJSON", 0, func() error { sinkBytes = a.AppendJSON(buf); return nil }},
		{"AppendText", 0, func() (err error) { sinkBytes, err = a.AppendText(buf); return err }},
		{"AppendBinary", 0, func() (err error) { sinkBytes, err = a.AppendBinary(buf); return err }},
		{"Code.AppendText", 0, func() (err error) { sinkBytes, err = EUR.AppendText(buf); return err }},
		{"Code.AppendBinary", 0, func() (err error) { sinkBytes, err = EUR.AppendBinary(buf); return err }},
		{"MarshalJSON", 1, func() (err error) { sinkBytes, err = a.MarshalJSON(); return err }},
		{"MarshalBinary", 1, func() (err error) { sinkBytes, err = a.MarshalBinary(); return err }},
		{"UnmarshalBinary", 1, func() error { return b.UnmarshalBinary(data) }},
		{"UnmarshalJSON", 4, func() error { return b.UnmarshalJSON(object) }},
		{"Code.UnmarshalBinary", 1, func() error { return c.UnmarshalBinary(data[:4]) }},
	} {
		var err error
		got := testing.AllocsPerRun(100, func() { err = tt.f() })
		if err != nil || got > tt.want {
			t.Errorf("%s: %v allocations, want %v at most (%v)", tt.name, got, tt.want, err)
		}
	}
	if b != a || c != EUR {
		t.Errorf("read %v and %v", b, c)
	}
}
