package main

import (
	"testing"

	"github.com/landedhq/landed/internal/readme"
)

// What the README says to run runs.
func TestReadme(t *testing.T) {
	readme.Shell{File: "README.md", Dir: "../.."}.Run(t)
}
