package table

import (
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWrite(t *testing.T) {
	for _, tt := range []struct {
		rows   [][]string
		want   string
		reason string
	}{
		{nil, "code,from\n", "a table without rows has a header"},
		{[][]string{{"DE", "2026", ""}, {"FR", "", ""}}, "code,from\nDE,2026\nFR,\n", "what may be missing is left out where it is empty, and nothing else"},
		{[][]string{{"DE", "2026", ""}, {"FR", "", "x"}}, "code,from,note\nDE,2026,\nFR,,x\n", "one row needs the column"},
		{[][]string{{"D\"E", "1,2", "a\nb"}}, "code,from,note\n\"D\"\"E\",\"1,2\",\"a\nb\"\n", "what parts cells and lines is quoted"},
	} {
		var text strings.Builder
		if err := spec.Write(&text, tt.rows); err != nil || text.String() != tt.want {
			t.Errorf("%s: %q, %v; want %q", tt.reason, text.String(), err, tt.want)
		}
		var back [][]string
		err := Read(strings.NewReader(text.String()), spec, func(row Row) error {
			back = append(back, []string{row.Get("code"), row.Get("from"), row.Get("note")})
			return nil
		})
		if diff := cmp.Diff(tt.rows, back); diff != "" || err != nil {
			t.Errorf("%s: read again: %v %s", tt.reason, err, diff)
		}
	}
	for _, size := range []int{0, 10_000} { // of what is written at once, and when all is
		rows := [][]string{{strings.Repeat("x", size), "", ""}}
		if err := spec.Write(failing{}, rows); err != io.ErrClosedPipe {
			t.Errorf("%v; want the error of the writer", err)
		}
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
