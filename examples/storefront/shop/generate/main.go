// Command generate writes the history that the office shows as an example: three
// years of orders and of spending of a made-up shop in eleven markets. Nobody
// bought any of it. The same seed gives the same files.
//
//	go run ./shop/generate -seed 9 -dir shop/data
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
	seed := flag.Uint64("seed", 9, "seed of the random numbers")
	dir := flag.String("dir", ".", "folder for history.csv and spend.csv")
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
	return map[string][]byte{"history.csv": orders.Bytes(), "spend.csv": spend.Bytes()}
}
