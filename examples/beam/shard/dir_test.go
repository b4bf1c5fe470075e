package shard

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// files are the names of all files below a folder.
func files(t *testing.T, dir string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all = append(all, strings.TrimPrefix(name, dir+"/"))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func write(t *testing.T, d Dir, name string, rows ...string) File {
	t.Helper()
	p, err := d.Create(context.Background(), name, "head")
	if err != nil {
		t.Fatal(err)
	}
	defer p.Abort(context.Background())
	for _, row := range rows {
		if err := p.Row([]byte(row + "\n")); err != nil {
			t.Fatal(err)
		}
	}
	f, err := p.Commit(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// A part has its name only once it is whole, and of two who write it each
// writes the whole.
func TestPart(t *testing.T) {
	ctx := context.Background()
	d := Dir{t.TempDir()}
	a, err := d.Create(ctx, "x/part-0.csv", "")
	if err != nil {
		t.Fatal(err)
	}
	b, err := d.Create(ctx, "x/part-0.csv", "")
	if err != nil {
		t.Fatal(err)
	}
	a.Row([]byte("one\n"))
	b.Row([]byte("one\n"))
	b.Row([]byte("two\n"))
	if got := files(t, d.Path); len(got) != 2 || strings.Contains(strings.Join(got, " "), "x/") {
		t.Errorf("%q before they are whole", got)
	}
	f, err := b.Commit(ctx)
	if err != nil || f.Name != "x/part-0.csv" || f.Rows != 2 || f.Bytes != 8 {
		t.Errorf("%+v, %v", f, err)
	}
	b.Abort(ctx)
	a.Abort(ctx)
	if got := files(t, d.Path); len(got) != 1 || got[0] != "x/part-0.csv" {
		t.Errorf("%q in the end", got)
	}
}

func TestRun(t *testing.T) {
	ctx := context.Background()
	d := Dir{filepath.Join(t.TempDir(), "out")}
	if _, err := d.Manifest(ctx); !errors.Is(err, ErrNotWhole) {
		t.Errorf("a folder that is not there: %v", err)
	}
	if err := d.Begin(ctx, "market=*"); err != nil {
		t.Fatal(err)
	}
	write(t, d, "market=DE/part-0.csv", "of a run that was cut off")
	write(t, d, "other/kept.csv", "of somebody else")
	if p, err := d.Create(ctx, "market=DE/part-1.csv", ""); err != nil || p.Row([]byte("half")) != nil { // never committed
		t.Fatal(err)
	}
	if err := d.Begin(ctx, "market=*"); err != nil {
		t.Fatal(err)
	}
	if got := files(t, d.Path); len(got) != 1 || got[0] != "other/kept.csv" {
		t.Errorf("%q is left, want what is somebody else's", got)
	}
	f := write(t, d, "market=DE/part-0.csv", "a", "b")
	if err := d.Finish(ctx, Manifest{Pipeline: "test", Counts: map[string]int64{"read": 2}, Files: []File{f}}); err != nil {
		t.Fatal(err)
	}
	m, err := d.Manifest(ctx)
	if err != nil || m.Pipeline != "test" || len(m.Files) != 1 || m.Files[0] != f || f.Rows != 2 || m.Counts["read"] != 2 {
		t.Errorf("%+v, %v", m, err)
	}
	if err := d.Begin(ctx, "market=*"); !errors.Is(err, ErrWhole) {
		t.Errorf("a whole run may be written over: %v", err)
	}

	read := func() (string, error) {
		in, err := d.Open(ctx, f)
		if err != nil {
			return "", err
		}
		defer in.Close()
		text, err := io.ReadAll(in)
		return string(text), err
	}
	if text, err := read(); err != nil || text != "head\na\nb\n" {
		t.Errorf("%q, %v", text, err)
	}
	name := filepath.Join(d.Path, f.Name)
	for _, text := range []string{"head\na\n", "head\na\nc\n", "head\na\nb\nc\n", ""} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := read(); !errors.Is(err, ErrNotWhole) {
			t.Errorf("%q is taken for what was written: %v", text, err)
		}
	}
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	if _, err := read(); !errors.Is(err, ErrNotWhole) {
		t.Errorf("a part that is gone: %v", err)
	}
	if err := os.WriteFile(filepath.Join(d.Path, "_SUCCESS"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Manifest(ctx); err == nil || errors.Is(err, ErrNotWhole) {
		t.Errorf("a manifest that is none: %v", err)
	}
}

func TestUnwritable(t *testing.T) {
	ctx := context.Background()
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	d := Dir{name + "/below"} // for whoever may write anywhere, too
	if err := d.Begin(ctx); err == nil {
		t.Error("a folder below a file")
	}
	if _, err := d.Create(ctx, "part", ""); err == nil {
		t.Error("a part below a file")
	}
	if err := (Dir{}).Begin(ctx); err == nil {
		t.Error("no folder")
	}
}

func TestRejected(t *testing.T) {
	long := strings.Repeat("ä", 200)
	for _, test := range []struct{ row, want string }{
		{"a,b", `{"shard":"p.csv","line":7,"reason":"not UTF-8","row":"a,b"}`},
		{"a\xff", `{"shard":"p.csv","line":7,"reason":"not UTF-8","row":"a�"}`},
		{long, `{"shard":"p.csv","line":7,"reason":"not UTF-8","row":"` + strings.Repeat("ä", 98) + `…"}`},
	} {
		r := Reject("in/p.csv", 7, []byte(test.row), ErrUTF8)
		if got, err := r.Append(nil); err != nil || string(got) != test.want {
			t.Errorf("%s, %v; want %s", got, err, test.want)
		}
	}
}

// A manifest that was proposed does not count until it is committed.
func TestProposed(t *testing.T) {
	ctx := context.Background()
	d := Dir{t.TempDir()}
	name := pendingName()
	if err := d.commit(ctx, name); !errors.Is(err, ErrNotWhole) {
		t.Errorf("the last step has not run: %v", err)
	}
	if err := d.propose(ctx, name, Manifest{Pipeline: "test"}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Manifest(ctx); !errors.Is(err, ErrNotWhole) {
		t.Errorf("it is only proposed: %v", err)
	}
	if err := d.commit(ctx, name); err != nil {
		t.Fatal(err)
	}
	if m, err := d.Manifest(ctx); err != nil || m.Pipeline != "test" || len(files(t, d.Path)) != 1 {
		t.Errorf("%+v, %v", m, err)
	}
}
