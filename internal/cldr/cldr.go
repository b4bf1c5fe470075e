// Package cldr holds what the Unicode Common Locale Data Repository says about
// writing money, and about the codes, currencies, languages and measures of
// countries, in tables of some 45 KB for all locales and currencies.
//
// The tables are string constants: nothing is built when the program starts,
// and what no one calls is left out of the binary. The values of each locale
// are stored inherited, so no look-up walks the parents of a locale.
package cldr

//go:generate go run ./generate

// at returns the i-th text of a pool with two-byte offsets.
func at(pool, offsets string, i int) string {
	return pool[offset(offsets, i):offset(offsets, i+1)]
}

func offset(offsets string, i int) int {
	return int(offsets[2*i])<<8 | int(offsets[2*i+1])
}
