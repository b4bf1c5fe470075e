package tax

import "github.com/landedhq/landed/locale"

// vatOf is the country whose tax holds in c: GB for Northern Ireland and the
// Isle of Man, FR for Monaco, CH for Liechtenstein.
func vatOf(c locale.Country) locale.Country {
	if t, ok := (locale.Place{Country: c}).Territory(); ok && t.InVAT {
		return t.Country
	}
	return c
}
