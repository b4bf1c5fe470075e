package wire

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

// documents are forms that JSON has, and forms that are nearly JSON.
var documents = []string{
	``, ` `, `null`, `nul`, `nulls`, `true`, `tru`, `truefalse`, `false`, `{}`, `[]`, `[ ]`, `{ }`, `""`, `0`,
	`-`, `-0`, `00`, `01`, `-01`, `1.`, `.1`, `1.0`, `1e`, `1e+`, `1e5`, `1E-05`, `1.5e+10`, `+1`, `1 2`, `0x1`, `NaN`, `Infinity`, `1_000`,
	`"a`, `"\`, `"\"`, `"\x"`, `"\u12"`, `"\u12G4"`, `"\u0041"`, `"\ud83d\ude00"`, `"\ud83d"`, `"\ude00\ud83d"`, `"\ud83d\u0041"`, `"\ud83dx"`,
	"\"\x00\"", "\"\n\"", "\"\x7f\"", "\"\xff\"", "\"a\xc3\"", "\"\xed\xa0\x80\"", `"€ 😀"`, `"\/\b\f\n\r\t\\\""`, "\"\u2028\u2029\"", `"<a&b>"`,
	`{"a":1}`, `{"a":1,}`, `{"a":1,"a":2}`, `{"a" 1}`, `{"a":}`, `{a:1}`, `{1:1}`, `{"a":1]`, `{"a":1`, `{"a"`, `{,}`, `{"a":1 "b":2}`,
	`[1,2]`, `[1,]`, `[,1]`, `[1 2]`, `[1`, `[1}`, `[[[]]]`, `[{"a":[{}]}]`, "[\t1\r,\n2 ]", "\ufeff[]", "[1]x", "[1]\x00", "\v1",
	`{"a":{"b":[null,true,false,-1.25e3,"x"]}}`,
	strings.Repeat("[", 60) + strings.Repeat("]", 60), strings.Repeat("[", 10000), strings.Repeat(`{"":`, 63) + "1" + strings.Repeat("}", 63),
}

// FuzzScanner accepts and refuses the same documents as encoding/json, but for
// those that are too deep.
func FuzzScanner(f *testing.F) {
	for _, d := range documents {
		f.Add([]byte(d))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := NewScanner(data)
		raw, err := s.Raw()
		if err == nil {
			err = s.End()
		}
		if deep(data) {
			if err == nil {
				t.Fatalf("%q is too deep and was accepted", data)
			}
			return
		}
		if want := json.Valid(data); want != (err == nil) {
			t.Fatalf("%q: %v, encoding/json finds it valid: %t", data, err, want)
		}
		if err == nil && string(raw) != strings.Trim(string(data), " \t\r\n") {
			t.Fatalf("%q read as %q", data, raw)
		}
		if err != nil && len(err.Error()) > 400 { // an excerpt, each of its bytes quoted by four
			t.Fatalf("a message of %d bytes: %v", len(err.Error()), err)
		}
	})
}

// deep reports whether data has brackets more than maxDepth deep before
// anything is wrong with it, counting those in strings too.
func deep(data []byte) bool {
	depth, most := 0, 0
	inText := false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case inText && c == '\\':
			i++
		case c == '"':
			inText = !inText
		case inText:
		case c == '[' || c == '{':
			depth++
			most = max(most, depth)
		case c == ']' || c == '}':
			depth--
		}
	}
	return most > maxDepth
}

// FuzzText reads the same strings as encoding/json, and writes the same bytes.
func FuzzText(f *testing.F) {
	for _, d := range documents {
		f.Add([]byte(d))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := NewScanner(data)
		got, err := s.Text()
		if err == nil {
			err = s.End()
		}
		var want any
		wantErr := json.Unmarshal(data, &want)
		wantText, isText := want.(string)
		if isText = isText && wantErr == nil; isText != (err == nil) || isText && string(got) != wantText {
			t.Fatalf("%q read as %q, %v; encoding/json: %q, %v", data, got, err, wantText, wantErr)
		}
		for _, text := range []string{string(data), wantText} {
			want, err := json.Marshal(text)
			if err != nil {
				t.Fatal(err)
			}
			got := string(AppendText(nil, text))
			if !utf8.ValidString(text) { // which encoding/json no longer escapes since Go 1.27
				got, want = strings.ReplaceAll(got, `\ufffd`, "\ufffd"), bytes.ReplaceAll(want, []byte(`\ufffd`), []byte("\ufffd"))
			}
			if got != string(want) {
				t.Fatalf("%q written as %s, encoding/json: %s", text, got, want)
			}
		}
	})
}

// TestMessages: what is wrong, and where, shortened.
func TestMessages(t *testing.T) {
	for _, tt := range []struct{ data, want, reason string }{
		{``, "invalid: JSON: ends too early, want a value", "nothing"},
		{`[1,`, "invalid: JSON: ends too early, want a value", "the end inside an array"},
		{`[1;2]`, `invalid: JSON: want a comma or the end of the array at byte 2, not ";2"`, "no comma"},
		{`{"a":01}`, `invalid: JSON: want a value at byte 5, not "01"`, "a leading zero"},
		{`{"a" "b"}`, "invalid: JSON: want a colon at byte 5, not `\"b\"`", "no colon"},
		{"\"a\nb\"", `invalid: JSON: want a string without control characters at byte 2, not ` + "\"\\nb\\\"\"", "a line break"},
		{`"` + strings.Repeat("x", 5), "invalid: JSON: ends too early, want the end of a string", "no quote"},
		{strings.Repeat("[", 100), "over the limit: objects and arrays more than 64 deep", "too deep"},
		{`"\q` + strings.Repeat("x", 5000) + `"`, `invalid: JSON: want an escape at byte 1, not "\\q` + strings.Repeat("x", 58) + `"… (200 bytes)`, "shortened"},
	} {
		s := NewScanner([]byte(tt.data))
		if _, err := s.Raw(); err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v, want %s", tt.reason, err, tt.want)
		}
	}
}
