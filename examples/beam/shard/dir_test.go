package shard

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
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
	d := Dir{Path: t.TempDir()}
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
	d := Dir{Path: filepath.Join(t.TempDir(), "out")}
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
	if got := files(t, d.Path); strings.Join(got, " ") != "_RUNNING other/kept.csv" {
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
	d := Dir{Path: name + "/below"} // for whoever may write anywhere, too
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
	d := Dir{Path: t.TempDir()}
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

// Two runs over one folder: the later one has it, and what the other would still
// write or count is refused.
func TestTaken(t *testing.T) {
	ctx := context.Background()
	path := t.TempDir()
	earlier, later := NewDir(path), NewDir(path)
	if err := earlier.Begin(ctx, "market=*"); err != nil {
		t.Fatal(err)
	}
	f := write(t, earlier, "market=DE/part-0.csv", "of the earlier")
	pending := pendingName()
	if err := earlier.propose(ctx, pending, Manifest{Files: []File{f}}); err != nil {
		t.Fatal(err)
	}
	half, err := earlier.Create(ctx, "market=DE/part-1.csv", "")
	if err != nil {
		t.Fatal(err)
	}
	defer half.Abort(ctx)
	if err := later.Begin(ctx, "market=*"); err != nil {
		t.Fatal(err)
	}
	f = write(t, later, "market=DE/part-0.csv", "of the later")
	if _, err := half.Commit(ctx); !errors.Is(err, ErrTaken) {
		t.Errorf("the earlier run writes a part: %v", err)
	}
	if err := earlier.commit(ctx, pending); !errors.Is(err, ErrNotWhole) {
		t.Errorf("the earlier run counts: %v", err)
	}
	if err := later.Finish(ctx, Manifest{Files: []File{f}}); err != nil {
		t.Fatal(err)
	}
	late, err := later.Create(ctx, "market=DE/part-0.csv", "")
	if err != nil {
		t.Fatal(err)
	}
	defer late.Abort(ctx)
	if _, err := late.Commit(ctx); !errors.Is(err, ErrTaken) {
		t.Errorf("an attempt writes a part after the end: %v", err)
	}
}

// A part that is gone before the end is one that the manifest must not name.
func TestGone(t *testing.T) {
	ctx := context.Background()
	d := NewDir(t.TempDir())
	if err := d.Begin(ctx); err != nil {
		t.Fatal(err)
	}
	f, kept := write(t, d, "market=DE/part-0.csv"), write(t, d, "market=DE/part-1.csv")
	if err := os.Remove(filepath.Join(d.Path, f.Name)); err != nil {
		t.Fatal(err)
	}
	if err := d.Finish(ctx, Manifest{Files: []File{kept, f}}); !errors.Is(err, ErrNotWhole) || !strings.Contains(err.Error(), f.Name) {
		t.Errorf("a manifest with a part that is gone: %v", err)
	}
	if _, err := d.Manifest(ctx); !errors.Is(err, ErrNotWhole) {
		t.Errorf("it counts: %v", err)
	}
}

// A folder whose name would be a pattern is that folder and no other.
func TestLiteral(t *testing.T) {
	ctx := context.Background()
	d := NewDir(filepath.Join(t.TempDir(), `out[1]*?\`))
	for range 2 {
		if err := d.Begin(ctx, "market=*"); err != nil {
			t.Fatal(err)
		}
		if got := files(t, d.Path); len(got) != 1 {
			t.Errorf("%q is left", got)
		}
		f := write(t, d, "market=DE/part-0.csv")
		if err := d.present(ctx, mustOpen(t, d), Manifest{Files: []File{f}}); err != nil {
			t.Error(err)
		}
	}
	if err := d.Finish(ctx, Manifest{}); err != nil {
		t.Fatal(err)
	}
	if err := d.Begin(ctx); !errors.Is(err, ErrWhole) {
		t.Errorf("a whole run may be written over: %v", err)
	}
	if _, err := os.Stat(filepath.Join(d.Path, temporary)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder of what is not whole is left: %v", err)
	}
}

func mustOpen(t *testing.T, d Dir) filesystem.Interface {
	t.Helper()
	fs, err := open(context.Background(), d.Path)
	if err != nil {
		t.Fatal(err)
	}
	return fs
}
