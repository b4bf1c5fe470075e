package locale

import "testing"

func TestHintNames(t *testing.T) {
	for h, want := range []string{"default", "country", "choice", "ship_to", "account", "url", "geo", "accept_language", "Hint(8)"} {
		if got := Hint(h).String(); got != want {
			t.Errorf("%d: %s, want %s", h, got, want)
		}
	}
	for a, want := range []string{"country", "language", "currency", "Axis(3)"} {
		if got := Axis(a).String(); got != want {
			t.Errorf("%d: %s, want %s", a, got, want)
		}
	}
	for f, want := range []string{"unreadable", "not offered", "Fault(2)"} {
		if got := Fault(f).String(); got != want {
			t.Errorf("%d: %s, want %s", f, got, want)
		}
	}
}

func TestSkipString(t *testing.T) {
	s := Skip{FromAccount, LanguageAxis, NotOffered, "nl\n"}
	if got, want := s.String(), `account language "nl\n": not offered`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
