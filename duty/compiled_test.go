package duty_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/crc32"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

func compile(t testing.TB, tariff *duty.Tariff) []byte {
	t.Helper()
	var out bytes.Buffer
	if n, err := tariff.WriteTo(&out); err != nil || n != int64(out.Len()) {
		t.Fatal(n, err)
	}
	return out.Bytes()
}

// roundTrip demands that a compiled tariff answers as its source does, and is
// written as the same bytes again.
func roundTrip(t *testing.T, tariff *duty.Tariff, on currency.Date) {
	t.Helper()
	saved := compile(t, tariff)
	back, err := duty.ReadCompiled(bytes.NewReader(saved))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(saved, compile(t, back)) {
		t.Error("what was loaded is saved otherwise")
	}
	if back.AsOf() != tariff.AsOf() {
		t.Errorf("as of %s, want %s", back.AsOf(), tariff.AsOf())
	}
	n := 0
	for e := range tariff.Entries("US") {
		if n++; len(e.Code) < 6 || n%7 != 0 && n > 200 {
			continue
		}
		want, wantErr := tariff.Lookup(e.Code, "MX", "US", on)
		got, err := back.Lookup(e.Code, "MX", "US", on)
		a, _ := json.Marshal(want)
		b, _ := json.Marshal(got)
		if !bytes.Equal(a, b) || (err == nil) != (wantErr == nil) || err != nil && err.Error() != wantErr.Error() {
			t.Fatalf("%s: %s, %v; want %s, %v", e.Code, b, err, a, wantErr)
		}
	}
}

func TestCompiled(t *testing.T) {
	tariff, _ := readHTS(t)
	roundTrip(t, tariff, day("2025-06-01"))
	starter, _ := tables(t)
	roundTrip(t, starter, day("2026-11-21"))
	roundTrip(t, load(t, everything), day("2026-11-21"))
	roundTrip(t, load(t, header), day("2026-11-21"))
}

// everything has each column that a row may have.
const everything = "id,base,uplift,inside,min_collect,replaces,excludes," + header +
	",,,,,,,US,610910,,mfn,10%,,plain,,,law,2026-01-01,\n" +
	"a1,goods+duty,10,yes,5 USD,mfn,remedy q,US,610910,CN,additional,5%,,one,2026-01-01,2026-12-31,law,2026-01-01,note\n" +
	"q,,,,,,remedy,US,610910,,quota,Free,Q1 Q2,quota,,,law,2026-01-01,\n" +
	",,,,,,,US,,,tax,4%,,of all goods,,,law,2026-01-01,\n" +
	",,,,,,,US,61,,gap,,,something,,,law,2026-01-01,\n"

func TestReadCompiledRefuses(t *testing.T) {
	tariff, _ := readHTS(t)
	saved := compile(t, tariff)
	changed := func(change func(file []byte)) []byte {
		file := bytes.Clone(saved)
		change(file)
		return file
	}
	sealed := func(file []byte) []byte { // with a checksum that fits
		binary.LittleEndian.PutUint32(file[16:], crc32.Checksum(file[20:], crc32.MakeTable(crc32.Castagnoli)))
		return file
	}
	tests := []struct {
		file   []byte
		want   string
		reason string
	}{
		{nil, "cut short", "empty"},
		{saved[:10], "cut short", "in the header"},
		{saved[:len(saved)-1], "cut short", "the last byte is missing"},
		{append(bytes.Clone(saved), 0), "more behind", "one too many"},
		{changed(func(f []byte) { f[0] = 'X' }), "does not begin", "another file"},
		{changed(func(f []byte) { f[len(f)/2] ^= 1 }), "checksum", "one bit"},
		{changed(func(f []byte) { f[16] ^= 1 }), "checksum", "the checksum itself"},
		{changed(func(f []byte) { f[15] = 1 }), "at most", "an absurd length"},
		{sealed(append(bytes.Clone(saved[:8]), append([]byte{5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 0xff, 0xff, 0xff, 0xff, 0x7f)...)), "room for", "an absurd count"},
	}
	for _, test := range tests {
		got, err := duty.ReadCompiled(bytes.NewReader(test.file))
		if !errors.Is(err, duty.ErrCompiled) || !strings.Contains(err.Error(), test.want) || got != nil {
			t.Errorf("%s: %v, want %q", test.reason, err, test.want)
		}
	}
	_, err := duty.ReadCompiled(bytes.NewReader(changed(func(f []byte) { f[4] = 9 })))
	var version *duty.CompiledVersionError
	if !errors.As(err, &version) || version.Version != 9 || !errors.Is(err, duty.ErrCompiled) {
		t.Errorf("another version: %v", err)
	}
}

// FuzzReadCompiled alters the payload and seals it again: whatever it says, it
// is refused or loads as a tariff that answers.
func FuzzReadCompiled(f *testing.F) {
	f.Add(compile(f, load(f, everything))[20:])
	f.Add(compile(f, load(f, layered))[20:])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, payload []byte) {
		file := append([]byte("LDTF"), 1, 0, 0, 0)
		file = binary.LittleEndian.AppendUint64(file, uint64(len(payload)))
		file = binary.LittleEndian.AppendUint32(file, crc32.Checksum(payload, crc32.MakeTable(crc32.Castagnoli)))
		tariff, err := duty.ReadCompiled(bytes.NewReader(append(file, payload...)))
		if err != nil {
			if !errors.Is(err, duty.ErrCompiled) {
				t.Fatal(err)
			}
			return
		}
		_, _ = tariff.Lookup("610910", "CN", "US", day("2026-11-21"))
		_ = tariff.Search("US", "plain", 3)
		compile(t, tariff)
	})
}

func FuzzReadHTS(f *testing.F) {
	f.Add(excerpted(f, "hts-excerpt.json")[:3000])
	f.Add(`[{"htsno":"0101.21.00","indent":"0","description":"d","general":"Free","special":"Free (A,AU) 5% (E*) See 9903.04 (P+)","other":"20%"}]`)
	f.Add("[]")
	f.Fuzz(func(t *testing.T, text string) {
		tariff, _, err := duty.ReadHTS(strings.NewReader(text), may2025)
		if (err == nil) != (tariff != nil) {
			t.Fatal(tariff, err)
		}
		if err == nil {
			_, _ = tariff.Lookup("010121", "AU", "US", day("2025-06-01"))
		}
	})
}
