package shard

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"path"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
)

// castagnoli is the polynomial that processors have an instruction for.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// File is a part that is whole.
type File struct {
	Name  string `json:"name"` // below the folder of its run
	Rows  int64  `json:"rows"` // without a head
	Bytes int64  `json:"bytes"`
	CRC   uint32 `json:"crc32c"`
}

// Part is a file that is being written. Until Commit it lies in the folder
// _temporary of its run, under a name of its own, so that two who write the
// same part, one of them given up for lost, do not meet.
type Part struct {
	fs        filesystem.Interface
	dir       Dir
	file      File
	temporary string
	to        io.WriteCloser
	buffer    *bufio.Writer
	err       error // the first
	closed    bool
}

// Create begins a part of the run, with the line head before its rows if that
// is not empty. Whoever calls it defers Abort.
func (d Dir) Create(ctx context.Context, name, head string) (*Part, error) {
	fs, err := open(ctx, d.Path)
	if err != nil {
		return nil, err
	}
	p := &Part{fs: fs, dir: d, file: File{Name: name}, temporary: d.join(temporary, path.Base(name)+"."+rand.Text())}
	if p.to, err = fs.OpenWrite(ctx, p.temporary); err != nil {
		return nil, errors.Join(fmt.Errorf("write %s: %w", name, err), fs.Close())
	}
	p.buffer = bufio.NewWriterSize(p.to, 1<<16)
	if head != "" {
		p.Row(append([]byte(head), '\n'))
		p.file.Rows = 0
	}
	return p, nil
}

// Row writes a row, which has its line end. An error is that of Commit, too.
func (p *Part) Row(row []byte) error {
	if p.err == nil {
		_, p.err = p.buffer.Write(row)
	}
	p.file.Rows++
	p.file.Bytes += int64(len(row))
	p.file.CRC = crc32.Update(p.file.CRC, castagnoli, row)
	return p.err
}

// Reject writes a dead letter.
func (p *Part) Reject(r Rejected) error {
	row, err := r.Append(nil)
	if err != nil {
		return err
	}
	return p.Row(append(row, '\n'))
}

// Commit gives the part its name, in place of one that has it. The error is
// ErrTaken if the folder is not that of the run any more.
func (p *Part) Commit(ctx context.Context) (File, error) {
	if p.err == nil {
		p.err = p.buffer.Flush()
	}
	p.closed = true
	if p.err = errors.Join(p.err, p.to.Close()); p.err == nil {
		p.err = p.dir.held(ctx, p.fs)
	}
	if p.err == nil {
		p.err = rename(ctx, p.fs, p.temporary, p.dir.join(p.file.Name))
	}
	if p.err != nil {
		return File{}, fmt.Errorf("write %s: %w", p.file.Name, p.err)
	}
	return p.file, p.fs.Close()
}

// Abort removes the part, unless it is committed.
func (p *Part) Abort(ctx context.Context) {
	if p.closed && p.err == nil {
		return
	}
	if !p.closed {
		p.to.Close()
	}
	if r, ok := p.fs.(filesystem.Remover); ok {
		r.Remove(context.WithoutCancel(ctx), p.temporary) // what it leaves, Begin removes
	}
	p.fs.Close()
}
