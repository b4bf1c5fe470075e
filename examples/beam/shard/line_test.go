package shard

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"
)

// lines writes each line as number:text:error.
func lines(r io.Reader) (out []string, err error) {
	for line, err := range Lines(r) {
		if err != nil {
			return out, err
		}
		text := string(line.Text)
		if len(text) > 20 {
			text = fmt.Sprintf("%d bytes", len(text))
		}
		s := fmt.Sprintf("%d:%s", line.Number, text)
		if line.Err != nil {
			s += ":" + line.Err.Error()
		}
		out = append(out, s)
	}
	return out, nil
}

func TestLines(t *testing.T) {
	full := strings.Repeat("x", MaxLine)
	for _, test := range []struct{ name, text, want, reason string }{
		{"plain", "a\nb\n", "1:a 2:b", ""},
		{"CR LF", "a\r\nb\r\n", "1:a 2:b", ""},
		{"empty", "", "", "an empty shard has no rows"},
		{"empty lines", "\n\na\n\r\n", "3:a", "they count, so that numbers are those of an editor"},
		{"byte order mark", "\ufeffa\n\ufeffb\n", "1:a 2:\ufeffb", "only before the first line"},
		{"cut off", "a\nb", "1:a 2:b:" + ErrCut.Error(), "12.3 may have been 12.34"},
		{"not UTF-8", "a\n\xff\xfe\nb\n", "1:a 2:\xff\xfe:not UTF-8 3:b", ""},
		{"a line of the most bytes", full + "\nb\n", "1:1048576 bytes 2:b", ""},
		{"a line of the most bytes and CR", full + "\r\nb\n", "1:1048576 bytes 2:b", ""},
		{"one byte more", full + "x\nb\n", "1:200 bytes:" + ErrLong.Error() + " 2:b", ""},
		{"several buffers more", full + full + full + "\nb\n", "1:200 bytes:" + ErrLong.Error() + " 2:b", ""},
		{"a long line that is cut off", full + full, "1:200 bytes:" + ErrLong.Error(), ""},
	} {
		got, err := lines(strings.NewReader(test.text))
		if s := strings.Join(got, " "); s != test.want || err != nil {
			t.Errorf("%s: %.300q, %v; want %q (%s)", test.name, s, err, test.want, test.reason)
		}
	}
	broken := errors.New("the disk is gone")
	got, err := lines(io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(broken)))
	if !errors.Is(err, broken) || len(got) != 1 {
		t.Errorf("%q, %v: want one line and the error", got, err)
	}
	if _, err := lines(io.MultiReader(strings.NewReader(full+full), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("%v in a long line", err)
	}
}

// One line of 256 MiB takes the memory of one of 1 MiB.
func TestEnormousLine(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got, err := lines(io.MultiReader(io.LimitReader(endless{}, 256<<20), strings.NewReader("\nb\n")))
	runtime.ReadMemStats(&after)
	if len(got) != 2 || got[1] != "2:b" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 4<<20 {
		t.Errorf("%d bytes allocated", n)
	}
}

type endless struct{}

func (endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'x'
	}
	return len(b), nil
}

// Whatever the text, its lines are those of bytes.Split.
func FuzzLines(f *testing.F) {
	for _, s := range []string{"", "a", "a\n", "a\r\n\r\nb", "\xef\xbb\xbfa\nb\n", "\xff\n", "\n\n", "a\rb\n", "\xef\xbb\xbf\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		parts := bytes.Split(text, []byte("\n"))
		for line, err := range Lines(bytes.NewReader(text)) {
			if err != nil {
				t.Fatal(err)
			}
			want := parts[line.Number-1]
			cut := line.Number == len(parts)
			if !cut {
				want = bytes.TrimSuffix(want, []byte("\r"))
			}
			if line.Number == 1 {
				want = bytes.TrimPrefix(want, []byte("\xef\xbb\xbf"))
			}
			if !bytes.Equal(line.Text, want) || cut != errors.Is(line.Err, ErrCut) || !cut && utf8.Valid(want) != (line.Err == nil) {
				t.Fatalf("line %d: %q, %v; want %q", line.Number, line.Text, line.Err, want)
			}
			parts[line.Number-1] = nil
		}
		for i, p := range parts {
			p = bytes.TrimSuffix(p, []byte("\r"))
			if i == 0 {
				p = bytes.TrimPrefix(p, []byte("\xef\xbb\xbf"))
			}
			if len(p) > 0 {
				t.Fatalf("line %d is not there: %q", i+1, p)
			}
		}
	})
}
