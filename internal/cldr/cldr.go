// Package cldr holds what the Unicode Common Locale Data Repository says about
// writing money, and about the codes, currencies, languages and measures of
// countries, in tables of some 50 KB for all locales and currencies.
//
// The tables are string constants: nothing is built when the program starts,
// and what no one calls is left out of the binary. The values of each locale
// are stored inherited, so no look-up walks the parents of a locale.
package cldr

//go:generate go run ./generate

// at returns the i-th text of a pool with two-byte offsets.
func at(pool, offsets string, i int) string {
	o := offsets[2*i : 2*i+4]
	v := uint32(o[0])<<24 | uint32(o[1])<<16 | uint32(o[2])<<8 | uint32(o[3])
	return pool[v>>16 : v&0xffff]
}

func offset(offsets string, i int) int {
	return int(offsets[2*i])<<8 | int(offsets[2*i+1])
}
