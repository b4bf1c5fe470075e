package shard

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	iofs "io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
)

// Errors of a folder.
var (
	// ErrWhole tells that a folder holds a whole run already.
	ErrWhole = errors.New("holds a whole run")
	// ErrNotWhole tells that it holds none, or one that is not as its manifest
	// says.
	ErrNotWhole = errors.New("does not hold a whole run")
)

const (
	success   = "_SUCCESS"
	temporary = "_temporary"
	rejected  = "rejected" // the folder of dead letters
)

// Dir is the folder of a run.
type Dir struct{ Path string }

func (d Dir) join(elements ...string) string {
	return strings.TrimSuffix(d.Path, "/") + "/" + path.Join(elements...)
}

// Begin makes the folder ready: it removes what a run that did not come to its
// end has left in the named folders below, "market=*" for example, and makes
// sure that it can be written to. One run at a time has a folder.
//
// Begin returns an error if the folder cannot be written to, or holds a whole
// run (ErrWhole).
func (d Dir) Begin(ctx context.Context, folders ...string) error {
	fs, err := open(ctx, d.Path)
	if err != nil {
		return err
	}
	defer fs.Close()
	switch _, err := d.Manifest(ctx); {
	case err == nil:
		return fmt.Errorf("output %s: %w", d.Path, ErrWhole)
	case !errors.Is(err, ErrNotWhole):
		return err
	}
	probe := d.join(temporary, "probe")
	if err := filesystem.Write(ctx, fs, probe, []byte("\n")); err != nil {
		return fmt.Errorf("output %s: %w", d.Path, err)
	}
	for _, folder := range append([]string{temporary, rejected}, folders...) {
		if err := clearFolder(ctx, fs, d.join(folder, "*")); err != nil {
			return fmt.Errorf("output %s: %w", d.Path, err)
		}
	}
	return nil
}

// clearFolder removes the files of a pattern.
func clearFolder(ctx context.Context, fs filesystem.Interface, pattern string) error {
	names, err := fs.List(ctx, pattern)
	if err != nil || len(names) == 0 {
		return err
	}
	r, ok := fs.(filesystem.Remover)
	if !ok {
		return fmt.Errorf("%s is left of a run before, and its file system cannot remove it", names[0])
	}
	for _, name := range names {
		if err := r.Remove(ctx, name); err != nil && !errors.Is(err, iofs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Manifest is what a run came to. It is written last, so that where it is, all
// is.
type Manifest struct {
	Pipeline string            `json:"pipeline"`
	Settings map[string]string `json:"settings"` // that a later run has to know
	Counts   map[string]int64  `json:"counts"`
	Files    []File            `json:"files"` // in the order of their names
}

// Finish writes the manifest: nothing more will come.
func (d Dir) Finish(ctx context.Context, m Manifest) error {
	name := pendingName()
	if err := d.propose(ctx, name, m); err != nil {
		return err
	}
	return d.commit(ctx, name)
}

// pendingName is a name for a manifest that does not count yet.
func pendingName() string { return path.Join(temporary, "manifest."+rand.Text()) }

// propose writes a manifest that does not count yet.
func (d Dir) propose(ctx context.Context, name string, m Manifest) error {
	m.Files = slices.Clone(m.Files)
	slices.SortFunc(m.Files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	p, err := d.Create(ctx, name, "")
	if err != nil {
		return err
	}
	defer p.Abort(ctx)
	p.Row(append(text, '\n')) // Commit tells its error
	_, err = p.Commit(ctx)
	return err
}

// commit makes a proposed manifest count.
func (d Dir) commit(ctx context.Context, name string) error {
	fs, err := open(ctx, d.Path)
	if err != nil {
		return err
	}
	defer fs.Close()
	if err := rename(ctx, fs, d.join(name), d.join(success)); err != nil {
		return fmt.Errorf("%s: %w: %w", d.Path, ErrNotWhole, err)
	}
	clearFolder(ctx, fs, d.join(temporary, "*")) // of attempts that were given up; one that is still at it may be quicker
	return nil
}

// Manifest reads what a run came to. The error is ErrNotWhole if the run did
// not come to its end.
func (d Dir) Manifest(ctx context.Context) (Manifest, error) {
	var m Manifest
	fs, err := open(ctx, d.Path)
	if err != nil {
		return m, err
	}
	defer fs.Close()
	name := d.join(success)
	if found, err := fs.List(ctx, name); err == nil && len(found) == 0 {
		return m, fmt.Errorf("%s: %w: no %s", d.Path, ErrNotWhole, success)
	}
	text, err := filesystem.Read(ctx, fs, name)
	if errors.Is(err, iofs.ErrNotExist) {
		return m, fmt.Errorf("%s: %w: no %s", d.Path, ErrNotWhole, success)
	}
	if err != nil {
		return m, fmt.Errorf("%s: %w", name, err)
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("%s: %w", name, err)
	}
	return m, nil
}

// Open opens a part of a whole run. A part that is not as the manifest says is
// an error (ErrNotWhole) where it ends.
func (d Dir) Open(ctx context.Context, f File) (io.ReadCloser, error) {
	in, err := Read(ctx, d.join(f.Name))
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", d.Path, ErrNotWhole, err)
	}
	return &checked{ReadCloser: in, file: f}, nil
}

// checked is a part that is checked as it is read.
type checked struct {
	io.ReadCloser
	file  File
	bytes int64
	crc   uint32
}

func (c *checked) Read(b []byte) (int, error) {
	n, err := c.ReadCloser.Read(b)
	c.bytes += int64(n)
	c.crc = crc32.Update(c.crc, castagnoli, b[:n])
	if errors.Is(err, io.EOF) && (c.bytes != c.file.Bytes || c.crc != c.file.CRC) {
		return n, fmt.Errorf("%s: %w: it is not what was written", c.file.Name, ErrNotWhole)
	}
	return n, err
}

// rename moves a file, on a disk into a folder that may not be there yet.
func rename(ctx context.Context, fs filesystem.Interface, from, to string) error {
	if !strings.Contains(to, "://") {
		if err := os.MkdirAll(path.Dir(to), 0o755); err != nil {
			return err
		}
	}
	return filesystem.Rename(ctx, fs, from, to)
}
