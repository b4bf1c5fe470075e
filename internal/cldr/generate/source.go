package main

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// source holds the JSON files of the two packages by their path inside them.
type source struct {
	files   map[string][]byte
	licence []byte
}

// fetch downloads the pinned archives into dir.
func fetch(dir string) error {
	cmd := exec.Command("npm", "pack", "--silent", "cldr-core@"+release, "cldr-numbers-full@"+release)
	cmd.Dir = dir
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("npm pack (or give the archives with -packages): %w", err)
	}
	return nil
}

// open reads what the tables need out of the archives in dir.
func open(dir string) (*source, error) {
	s := &source{files: map[string][]byte{}}
	for _, name := range []string{"cldr-core", "cldr-numbers-full"} {
		if err := s.unpack(filepath.Join(dir, name+"-"+release+".tgz")); err != nil {
			return nil, err
		}
	}
	if s.licence == nil {
		return nil, errors.New("no LICENSE in the archives")
	}
	return s, nil
}

func (s *source) unpack(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		name := strings.TrimPrefix(h.Name, "package/")
		if name != "LICENSE" && !strings.HasSuffix(name, ".json") {
			continue
		}
		b, err := io.ReadAll(r)
		if err != nil {
			return fmt.Errorf("%s: %s: %w", path, name, err)
		}
		if name == "LICENSE" {
			s.licence = b
			continue
		}
		s.files[name] = b
	}
}

// decode reads the JSON file at path into v.
func (s *source) decode(path string, v any) error {
	b, ok := s.files[path]
	if !ok {
		return fmt.Errorf("%s: not in the archives", path)
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// supplemental reads one element of supplemental/file.json into v.
func (s *source) supplemental(file, element string, v any) error {
	var doc struct {
		Supplemental map[string]json.RawMessage
	}
	path := "supplemental/" + file + ".json"
	if err := s.decode(path, &doc); err != nil {
		return err
	}
	raw, ok := doc.Supplemental[element]
	if !ok {
		return fmt.Errorf("%s: no element %q", path, element)
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
