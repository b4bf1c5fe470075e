package pricing_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/pricing"
)

// sealKey is a key whose secret is one byte, many times.
func sealKey(id string, b byte) pricing.Key {
	return pricing.Key{ID: id, Secret: bytes.Repeat([]byte{b}, 32)}
}

var autumn, winter = sealKey("2026-autumn", 1), sealKey("2026_winter", 2)

// sealedQuote is a small quote that stands for an hour, and its seal.
func sealedQuote(t testing.TB) (pricing.Quote, string) {
	t.Helper()
	q, err := engine(t, func(c *pricing.Config) {
		for i := range c.Markets {
			c.Markets[i].Lifetime = time.Hour
		}
	}).Quote(handCart(destinations[0]))
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := pricing.Seal(&q, autumn)
	if err != nil {
		t.Fatal(err)
	}
	return q, sealed
}

func TestSeal(t *testing.T) {
	q, sealed := sealedQuote(t)
	got, err := pricing.Open(sealed, q.At, winter, autumn)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(q, got); diff != "" {
		t.Errorf("-sealed +opened:\n%s", diff)
	}
	if again, err := pricing.Seal(&got, autumn); err != nil || again != sealed {
		t.Errorf("sealed again, it is another text: %v", err)
	}
	for _, r := range sealed {
		if !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._", r) {
			t.Fatalf("%q stands in the text", r)
		}
	}
	if shown := fmt.Sprintf("%v %+v %#v %s", autumn, autumn, autumn, autumn); strings.ContainsAny(shown, "\x01") || strings.Contains(shown, "1, 1") {
		t.Errorf("the secret is shown: %q", shown)
	}
}

// TestSealEveryBit: there is no bit of a sealed quote that can be changed.
func TestSealEveryBit(t *testing.T) {
	q, sealed := sealedQuote(t)
	text := []byte(sealed)
	classes := map[error]int{}
	for i := range text {
		for bit := range 8 {
			text[i] ^= 1 << bit
			got, err := pricing.Open(string(text), q.At, autumn)
			text[i] ^= 1 << bit
			if err == nil || got.Lines != nil {
				t.Fatalf("bit %d of byte %d changed, and it was opened: %v", bit, i, err)
			}
			for _, class := range []error{pricing.ErrSealForm, pricing.ErrSealKey, pricing.ErrAltered} {
				if errors.Is(err, class) {
					classes[class]++
				}
			}
		}
	}
	if classes[pricing.ErrAltered] < 7*len(text) || classes[pricing.ErrSealForm] == 0 || classes[pricing.ErrSealKey] == 0 {
		t.Errorf("refused as %v", classes)
	}
}

func TestSealRefused(t *testing.T) {
	q, sealed := sealedQuote(t)
	parts := strings.Split(sealed, ".")
	dearer := q
	dearer.Totals.DueNow = currency.FromMinor(1, currency.EUR)
	other, err := pricing.Seal(&dearer, autumn)
	if err != nil {
		t.Fatal(err)
	}
	otherParts := strings.Split(other, ".")
	join := func(parts ...string) string { return strings.Join(parts, ".") }
	for _, tt := range []struct {
		reason, sealed string
		now            time.Time
		keys           []pricing.Key
		class          error
	}{
		{"a payload under the seal of another", join(parts[0], parts[1], otherParts[2], parts[3]), q.At, []pricing.Key{autumn}, pricing.ErrAltered},
		{"another key of the same name", sealed, q.At, []pricing.Key{sealKey(autumn.ID, 3)}, pricing.ErrAltered},
		{"the name of another key", join(parts[0], winter.ID, parts[2], parts[3]), q.At, []pricing.Key{autumn, winter}, pricing.ErrAltered},
		{"a key that is not given", sealed, q.At, []pricing.Key{winter}, pricing.ErrSealKey},
		{"no keys", sealed, q.At, nil, pricing.ErrSealKey},
		{"a short secret", sealed, q.At, []pricing.Key{{ID: autumn.ID, Secret: autumn.Secret[:31]}}, pricing.ErrSealKey},
		{"a key without a name", sealed, q.At, []pricing.Key{{Secret: autumn.Secret}}, pricing.ErrSealKey},
		{"at the moment of expiry", sealed, q.Expires, []pricing.Key{autumn}, pricing.ErrExpired},
		{"a year later", sealed, q.Expires.AddDate(1, 0, 0), []pricing.Key{autumn}, pricing.ErrExpired},
		{"no moment", sealed, time.Time{}, []pricing.Key{autumn}, pricing.ErrMissing},
		{"another version", join("landed1", parts[1], parts[2], parts[3]), q.At, []pricing.Key{autumn}, pricing.ErrSealForm},
		{"no seal", join(parts[:3]...), q.At, []pricing.Key{autumn}, pricing.ErrSealForm},
		{"an empty seal", join(parts[0], parts[1], parts[2], ""), q.At, []pricing.Key{autumn}, pricing.ErrSealForm},
		{"one part more", join(parts[0], parts[1], parts[2], parts[3], parts[3]), q.At, []pricing.Key{autumn}, pricing.ErrAltered},
		{"a line break inside", sealed[:100] + "\n" + sealed[100:], q.At, []pricing.Key{autumn}, pricing.ErrAltered},
		{"a line break behind", sealed + "\n", q.At, []pricing.Key{autumn}, pricing.ErrSealForm},
		{"padding", sealed + "=", q.At, []pricing.Key{autumn}, pricing.ErrSealForm},
		{"nothing", "", q.At, []pricing.Key{autumn}, pricing.ErrSealForm},
		{"points", "....", q.At, []pricing.Key{autumn}, pricing.ErrSealForm},
		{"a giant text", strings.Repeat("A", 32<<20), q.At, []pricing.Key{autumn}, pricing.ErrLimit},
	} {
		_, err := pricing.Open(tt.sealed, tt.now, tt.keys...)
		var se *pricing.SealError
		if !errors.As(err, &se) || !errors.Is(err, tt.class) {
			t.Errorf("%s: %v, want %v", tt.reason, err, tt.class)
		}
		if err != nil && len(err.Error()) > maxMessage {
			t.Errorf("%s: a message of %d bytes", tt.reason, len(err.Error()))
		}
	}
	for n := range sealed {
		if _, err := pricing.Open(sealed[:n], q.At, autumn); !errors.Is(err, pricing.ErrSealForm) && !errors.Is(err, pricing.ErrAltered) && !errors.Is(err, pricing.ErrSealKey) {
			t.Fatalf("cut to %d of %d bytes: %v", n, len(sealed), err)
		}
	}
	if _, err := pricing.Seal(&q, pricing.Key{ID: "a.b", Secret: autumn.Secret}); !errors.Is(err, pricing.ErrSealKey) {
		t.Errorf("a key with a point in its name: %v", err)
	}
	if _, err := pricing.Seal(&q, pricing.Key{ID: "a"}); !errors.Is(err, pricing.ErrSealKey) {
		t.Errorf("a key without a secret: %v", err)
	}
}

// TestSealExpiry: a quote stands until the moment before it expires, and for
// ever if it does not.
func TestSealExpiry(t *testing.T) {
	q, sealed := sealedQuote(t)
	if _, err := pricing.Open(sealed, q.Expires.Add(-time.Nanosecond), autumn); err != nil {
		t.Errorf("a moment before: %v", err)
	}
	if expired, err := pricing.Open(sealed, q.Expires, autumn); err == nil || expired.Market != q.Market {
		t.Errorf("an expired quote is returned beside its error: %v", err)
	}
	q.Expires = time.Time{}
	sealed, err := pricing.Seal(&q, autumn)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pricing.Open(sealed, q.At.AddDate(100, 0, 0), autumn); err != nil {
		t.Errorf("without expiry: %v", err)
	}
}

// TestSealStored opens a quote with a value in every field that was sealed when
// the form was made. If it fails, the fields of a quote or of what is in it have
// changed but at the end of their lists: raise sealVersion, and run
// go test ./pricing -run TestSealStored -update.
func TestSealStored(t *testing.T) {
	const path = "testdata/sealed.json"
	var stored struct {
		Sealed string        `json:"sealed"`
		Quote  pricing.Quote `json:"quote"`
	}
	if *updateFlag {
		var err error
		stored.Quote = fullQuote(t)
		if stored.Sealed, err = pricing.Seal(&stored.Quote, autumn); err != nil {
			t.Fatal(err)
		}
		text, err := json.MarshalIndent(stored, "", " ")
		if err == nil {
			err = os.WriteFile(path, append(text, '\n'), 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &stored)
	}
	if err != nil {
		t.Fatal(err)
	}
	got, err := pricing.Open(stored.Sealed, time.Unix(0, 0), autumn)
	if diff := cmp.Diff(stored.Quote, got); err != nil || diff != "" {
		t.Errorf("%v, -stored +opened:\n%s", err, diff)
	}
}

// sealedAs is a text as Seal writes it, of any payload.
func sealedAs(payload []byte, key pricing.Key) string {
	text := "landed2." + key.ID + "." + base64.RawURLEncoding.EncodeToString(payload)
	mac := hmac.New(sha256.New, key.Secret)
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// FuzzOpenPayload: whatever was sealed, it is opened to a quote that seals and
// opens to itself, or refused with a short message.
func FuzzOpenPayload(f *testing.F) {
	for _, q := range []pricing.Quote{w10Quote(f), {}, {Cart: wireCart(), Warnings: []string{"a", "a"}}} {
		sealed, err := pricing.Seal(&q, autumn)
		if err != nil {
			f.Fatal(err)
		}
		payload, err := base64.RawURLEncoding.DecodeString(strings.Split(sealed, ".")[2])
		if err != nil || sealedAs(payload, autumn) != sealed {
			f.Fatalf("%v: sealed in another form: %s", err, sealed)
		}
		f.Add(payload)
	}
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, payload []byte) {
		q, err := pricing.Open(sealedAs(payload, autumn), now, autumn)
		if err != nil && !errors.Is(err, pricing.ErrExpired) {
			var se *pricing.SealError
			if !errors.As(err, &se) || len(err.Error()) > maxMessage {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		sealed, err := pricing.Seal(&q, autumn)
		if err != nil { // JSON that is not written so
			return
		}
		back, err := pricing.Open(sealed, now, autumn)
		if diff := cmp.Diff(q, back); diff != "" {
			t.Fatalf("%v, -want +got:\n%s", err, diff)
		}
	})
}

// TestSealAllocates pins what sealing and opening a quote of ten lines takes,
// and how long the text is.
func TestSealAllocates(t *testing.T) {
	q := w10Quote(t)
	sealed, err := pricing.Seal(&q, autumn)
	if err != nil {
		t.Fatal(err)
	}
	if len(sealed) > 4500 {
		t.Errorf("%d bytes, want at most 4500", len(sealed))
	}
	if n := testing.AllocsPerRun(20, func() { _, _ = pricing.Seal(&q, autumn) }); n > 25 {
		t.Errorf("%v allocations to seal, want at most 25", n)
	}
	if n := testing.AllocsPerRun(20, func() { _, _ = pricing.Open(sealed, q.At, autumn) }); n > 55 {
		t.Errorf("%v allocations to open, want at most 55", n)
	}
}

// FuzzOpen: nothing but what was sealed is opened.
func FuzzOpen(f *testing.F) {
	q, sealed := sealedQuote(f)
	f.Add(sealed)
	f.Add("landed2.2026-autumn..AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := pricing.Open(text, q.At, autumn); (err == nil) != (text == sealed) {
			t.Fatalf("%q: %v", text, err)
		}
	})
}

// BenchmarkSeal seals and opens the ten-line quote W10.
func BenchmarkSeal(b *testing.B) {
	q := w10Quote(b)
	sealed, err := pricing.Seal(&q, autumn)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("seal", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := pricing.Seal(&q, autumn); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("open", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := pricing.Open(sealed, q.At, autumn); err != nil {
				b.Fatal(err)
			}
		}
	})
}
