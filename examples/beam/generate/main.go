// Command generate writes input for the pipelines, as large as one likes and the
// same for the same seed:
//
//	go run ./generate products -n 1000000 -shards 16 -o in
//	go run ./generate orders -n 5000000 -shards 64 -o in
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
)

// commands write what they are named after.
var commands = map[string]func(args []string, usage io.Writer) error{
	"orders":   orders,
	"products": products,
}

func main() {
	args := os.Args[1:]
	if len(args) == 0 || commands[args[0]] == nil {
		fmt.Fprintf(os.Stderr, "generate: say %s, and -help after it for its flags\n", strings.Join(slices.Sorted(maps.Keys(commands)), " or "))
		os.Exit(1)
	}
	if err := commands[args[0]](args[1:], os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}
