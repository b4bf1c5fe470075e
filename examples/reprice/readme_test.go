package main

import (
	"strings"
	"testing"

	"github.com/landedhq/landed/internal/readme"
)

// What the README says to run runs, on a smaller catalogue.
func TestReadme(t *testing.T) {
	readme.Shell{File: "README.md", Dir: ".", Less: strings.NewReplacer("-o prices.csv", "-o prices.csv -products 200")}.Run(t)
}
