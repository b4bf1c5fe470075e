package main

import (
	"bytes"
	"os"
	"testing"
)

// TestOrdersAreGenerated checks that the file of the example is what the
// generator writes.
func TestOrdersAreGenerated(t *testing.T) {
	want, err := os.ReadFile("../orders.csv")
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := write(&got, 19); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Error("orders.csv differs from what is generated: run go generate ./examples/ltv")
	}
}
