package locale

import (
	"errors"
	"testing"

	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
)

// FuzzWords reads each kind of word from any text: what is read is written as
// it was, and what is refused is of a class.
func FuzzWords(f *testing.F) {
	for _, s := range []string{"", "metric", "us", "uk", "inclusive", "exclusive", "latn", "arab", "hanidec", "roman", "Latn", "metric ", "\x00"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var m Measurement
		if err := m.UnmarshalText(text); err != nil {
			if m != 0 || !errors.Is(err, ErrSyntax) || len(err.Error()) > 1000 {
				t.Fatalf("%q is %v, %v", text, m, err)
			}
		} else if out, err := m.MarshalText(); err != nil || string(out) != string(text) {
			t.Fatalf("%q is %v, written %q, %v", text, m, out, err)
		}
		var d TaxDisplay
		if err := d.UnmarshalText(text); err != nil {
			if d != 0 || !errors.Is(err, ErrSyntax) || len(err.Error()) > 1000 {
				t.Fatalf("%q is %v, %v", text, d, err)
			}
		} else if out, err := d.MarshalText(); err != nil || string(out) != string(text) {
			t.Fatalf("%q is %v, written %q, %v", text, d, out, err)
		}
		system, err := ParseNumberingSystem(string(text))
		if err != nil {
			if system != 0 || !errors.Is(err, ErrUnknownNumberingSystem) || len(err.Error()) > 1000 {
				t.Fatalf("%q is %v, %v", text, system, err)
			}
		} else if system.String() != string(text) {
			t.Fatalf("%q is %v", text, system)
		}
	})
}

// FuzzParsePlaces reads amounts of any number of places: none has more than were
// allowed, and with those of the currency it reads what Parse does.
func FuzzParsePlaces(f *testing.F) {
	for _, s := range []string{"1.234,5678 €", "0,00001", "1.5", "5 USD", "-0", "1e3", "١٬٢٣٤٫٥٠", "99999999999999999999999999999999999"} {
		f.Add(s, "de", int8(4))
		f.Add(s, "ar-EG", int8(0))
	}
	f.Fuzz(func(t *testing.T, s, tag string, places int8) {
		if len(tag) > 40 {
			return
		}
		l := For(language.Make(tag))
		a, err := l.ParsePlaces(s, currency.EUR, currency.To(int(places)))
		if err != nil {
			var fault *ParseError
			if !errors.As(err, &fault) && !errors.Is(err, currency.ErrRounding) {
				t.Fatalf("%q with %d places: %v", s, places, err)
			}
			return
		}
		if most := max(int32(places), 2); a.Decimal().Exponent() < -most {
			t.Fatalf("%q with %d places is %v", s, places, a)
		}
		if usual, err := l.Parse(s, currency.EUR); err == nil && !usual.Equal(a) {
			t.Fatalf("%q is %v, with %d places %v", s, usual, places, a)
		}
	})
}
