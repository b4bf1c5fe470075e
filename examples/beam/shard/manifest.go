package shard

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	iofs "io/fs"
	"path"
	"slices"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
)

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

// commit makes a proposed manifest count, if all of its files are there.
func (d Dir) commit(ctx context.Context, name string) error {
	fs, err := open(ctx, d.Path)
	if err != nil {
		return err
	}
	defer fs.Close()
	m, err := readManifest(ctx, fs, d.join(name))
	if err == nil {
		err = d.present(ctx, fs, m)
	}
	if err == nil {
		err = d.held(ctx, fs)
	}
	if err == nil {
		err = rename(ctx, fs, d.join(name), d.join(success))
	}
	if err != nil {
		return fmt.Errorf("%s: %w: %w", d.Path, ErrNotWhole, err)
	}
	clearFolder(ctx, fs, d.pattern(running))
	clearFolder(ctx, fs, d.pattern(temporary, "*")) // of attempts that were given up; one that is still at it may be quicker
	clearFolder(ctx, fs, d.pattern(temporary))      // on a disk, the folder
	return nil
}

// present returns an error if a file of the manifest is gone.
func (d Dir) present(ctx context.Context, fs filesystem.Interface, m Manifest) error {
	there := map[string]bool{}
	listed := map[string]bool{}
	for _, f := range m.Files {
		folder := path.Dir(f.Name)
		if !listed[folder] {
			listed[folder] = true
			names, err := fs.List(ctx, d.pattern(folder, "*"))
			if err != nil {
				return err
			}
			for _, name := range names {
				there[path.Join(folder, path.Base(name))] = true
			}
		}
		if !there[f.Name] {
			return fmt.Errorf("%s was written and is gone", f.Name)
		}
	}
	return nil
}

// Manifest reads what a run came to. The error is ErrNotWhole if the run did
// not come to its end.
func (d Dir) Manifest(ctx context.Context) (Manifest, error) {
	fs, err := open(ctx, d.Path)
	if err != nil {
		return Manifest{}, err
	}
	defer fs.Close()
	m, err := readManifest(ctx, fs, d.join(success))
	if err == nil {
		return m, nil
	}
	found, listing := fs.List(ctx, d.pattern(success)) // not every file system tells that there is none
	if errors.Is(err, iofs.ErrNotExist) || listing == nil && len(found) == 0 {
		return m, fmt.Errorf("%s: %w: no %s", d.Path, ErrNotWhole, success)
	}
	return m, err
}

func readManifest(ctx context.Context, fs filesystem.Interface, name string) (m Manifest, err error) {
	text, err := filesystem.Read(ctx, fs, name)
	if err == nil {
		err = json.Unmarshal(text, &m)
	}
	if err != nil {
		return Manifest{}, fmt.Errorf("%s: %w", name, err)
	}
	return m, nil
}
