package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestHistoryIsGenerated checks that the files of the example are what the
// generator writes.
func TestHistoryIsGenerated(t *testing.T) {
	for name, got := range files(9) {
		want, err := os.ReadFile(filepath.Join("..", "data", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs from what is generated: run go generate ./shop", name)
		}
	}
}
