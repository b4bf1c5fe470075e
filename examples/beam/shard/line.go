package shard

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"unicode/utf8"
)

// MaxLine bounds a line, in bytes.
const MaxLine = 1 << 20

// Errors of a line.
var (
	ErrLong = errors.New("a line longer than 1 MiB")
	ErrUTF8 = errors.New("not UTF-8")
	// ErrCut is a last line without an end: what follows may be lost.
	ErrCut = errors.New("the line has no end: the file may be cut off")
)

// Line is a line of a shard.
type Line struct {
	Number int // from 1
	// Text is the line without its end, valid until the next one is read. Of a
	// line that is too long it is the beginning.
	Text []byte
	// Err is ErrLong, ErrUTF8 or ErrCut; a shard goes on after each of them.
	Err error
}

// Lines reads the lines of r, whatever their length, in memory of one line.
// Empty lines are counted and left out, and so is a byte order mark before the
// first. An error of r itself comes as the last one.
func Lines(r io.Reader) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		in := bufio.NewReaderSize(r, MaxLine+2) // the end of a line may be two bytes
		for n := 1; ; n++ {
			text, err := in.ReadSlice('\n')
			if errors.Is(err, io.EOF) && len(text) == 0 {
				return
			}
			line := Line{Number: n, Text: text}
			switch {
			case err == nil:
				line.Text = bytes.TrimSuffix(text[:len(text)-1], []byte("\r"))
			case errors.Is(err, io.EOF):
				line.Err = ErrCut
			case !errors.Is(err, bufio.ErrBufferFull):
				yield(Line{}, fmt.Errorf("line %d: %w", n, err))
				return
			}
			if n == 1 {
				line.Text = bytes.TrimPrefix(line.Text, []byte("\xef\xbb\xbf"))
			}
			if errors.Is(err, bufio.ErrBufferFull) || len(line.Text) > MaxLine {
				line.Err, line.Text = ErrLong, bytes.Clone(line.Text[:shown]) // the rest of it is read over it
			}
			if errors.Is(err, bufio.ErrBufferFull) {
				if err := skip(in); err != nil {
					yield(Line{}, fmt.Errorf("line %d: %w", n, err))
					return
				}
			}
			if line.Err == nil && !utf8.Valid(line.Text) {
				line.Err = ErrUTF8
			}
			if len(line.Text) > 0 && !yield(line, nil) {
				return
			}
		}
	}
}

// skip reads to the end of a line.
func skip(in *bufio.Reader) error {
	for {
		_, err := in.ReadSlice('\n')
		if err == nil || errors.Is(err, io.EOF) {
			return nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}
