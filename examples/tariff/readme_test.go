package main

import (
	"testing"

	"github.com/landedhq/landed/internal/readme"
)

// What the README says to run runs, with an excerpt of the official file, and
// prints what it shows.
func TestReadme(t *testing.T) {
	readme.Shell{File: "README.md", Dir: "../..", Files: map[string]string{"hts.json.gz": excerpt}}.Run(t)
}
