// Command generate writes what the example reads: two years of orders and of
// spending of a made-up shop in six markets. The same seed gives the same files.
//
//	go run ./generate -seed 8 -dir .
package main

import (
	"bytes"
	"flag"
	"log"
	"os"
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	seed := flag.Uint64("seed", 8, "seed of the random numbers")
	dir := flag.String("dir", ".", "folder for orders.csv and spend.csv")
	flag.Parse()
	for name, text := range files(*seed) {
		if err := os.WriteFile(filepath.Join(*dir, name), text, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// files are the files of a seed, by name.
func files(seed uint64) map[string][]byte {
	var orders, spend bytes.Buffer
	simulate(seed).write(&orders, &spend)
	return map[string][]byte{"orders.csv": orders.Bytes(), "spend.csv": spend.Bytes()}
}
