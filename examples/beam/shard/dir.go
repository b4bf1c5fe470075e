package shard

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	iofs "io/fs"
	"os"
	"path"
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
	// ErrTaken tells a run that its folder is no longer its own.
	ErrTaken = errors.New("another run has begun in it, or this one has ended")
)

const (
	success   = "_SUCCESS"
	running   = "_RUNNING" // whose the folder is
	temporary = "_temporary"
	rejected  = "rejected" // the folder of dead letters
)

// Dir is the folder of a run.
type Dir struct {
	Path string
	// Run tells the run that writes to the folder from others; "" if it is only
	// read, or nobody else can write to it.
	Run string
}

// NewDir returns a folder to be written to by a run that is like no other.
func NewDir(path string) Dir { return Dir{path, rand.Text()} }

func (d Dir) join(elements ...string) string {
	return strings.TrimSuffix(d.Path, "/") + "/" + path.Join(elements...)
}

// pattern is a pattern of files below the folder, whatever signs its own name has.
func (d Dir) pattern(elements ...string) string {
	if !strings.Contains(d.Path, "://") {
		d.Path = literal.Replace(d.Path)
	}
	return d.join(elements...)
}

// literal makes a name one that matches itself alone, on a disk.
var literal = strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`)

// Begin makes the folder ready: it removes what a run that did not come to its
// end has left in the named folders below, "market=*" for example, and makes
// sure that it can be written to. One run at a time has a folder: from here on, what
// another one that is still at it would write is an error there (ErrTaken).
//
// Begin returns an error if the folder cannot be written to, or holds a whole
// run (ErrWhole).
func (d Dir) Begin(ctx context.Context, folders ...string) error {
	fs, err := open(ctx, d.Path)
	if err != nil {
		return err
	}
	defer fs.Close()
	if err := d.vacant(ctx); err != nil {
		return err
	}
	if err := filesystem.Write(ctx, fs, d.join(running), []byte(d.Run)); err != nil {
		return fmt.Errorf("output %s: %w", d.Path, err)
	}
	if err := d.vacant(ctx); err != nil { // the run before came to its end meanwhile
		return errors.Join(err, clearFolder(ctx, fs, d.pattern(running)))
	}
	for _, folder := range append([]string{temporary, rejected}, folders...) {
		if err := clearFolder(ctx, fs, d.pattern(folder, "*")); err != nil {
			return fmt.Errorf("output %s: %w", d.Path, err)
		}
	}
	return nil
}

// vacant returns an error if the folder holds a whole run.
func (d Dir) vacant(ctx context.Context) error {
	switch _, err := d.Manifest(ctx); {
	case err == nil:
		return fmt.Errorf("output %s: %w", d.Path, ErrWhole)
	case !errors.Is(err, ErrNotWhole):
		return err
	}
	return nil
}

// held returns an error if the folder is not that of this run any more: what it
// writes would be taken for that of another, or counted after the count.
func (d Dir) held(ctx context.Context, fs filesystem.Interface) error {
	if d.Run == "" {
		return nil
	}
	run, err := filesystem.Read(ctx, fs, d.join(running))
	if err != nil {
		return fmt.Errorf("%s: %w: %w", d.Path, ErrTaken, err)
	}
	if string(run) != d.Run {
		return fmt.Errorf("%s: %w", d.Path, ErrTaken)
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
