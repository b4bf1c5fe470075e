package race

import "testing"

func TestCases(t *testing.T) {
	for _, c := range []struct {
		n, watched int
		reason     string
	}{
		{-1, -1, "no number of cases"},
		{0, 0, "none stay none"},
		{1, 1, "a test tries something"},
		{19, 1, ""},
		{100_000, 5_000, ""},
	} {
		want := c.n
		if Enabled || testing.Short() {
			want = c.watched
		}
		if got := Cases(c.n); got != want {
			t.Errorf("%d cases: %d, want %d: %s", c.n, got, want, c.reason)
		}
	}
}
