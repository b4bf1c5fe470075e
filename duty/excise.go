package duty

import "strings"

// exciseGoods are the beginnings of the codes of alcohol and tobacco (HS 2022,
// headings 2203 to 2208 and chapter 24), which low-value schemes leave out as
// excise goods and which bear duties of their own that are not covered here.
var exciseGoods = []string{"2203", "2204", "2205", "2206", "2207", "2208", "24"}

// exciseWarning makes the assessment of excise goods an estimate: excise is
// lacking, and with it a part of the base of the tax on imports.
func (a *assessor) exciseWarning(c Code) {
	for _, begins := range exciseGoods {
		if strings.HasPrefix(string(c), begins) {
			a.warn("excise duty on alcohol and tobacco is not covered: it is due on " + c.Dotted() + ", and part of the base of the tax on imports")
		}
	}
}

// byStrength reports whether a rate charges by alcoholic strength by volume.
func (r Rate) byStrength() bool {
	return !r.each(func(t *term) bool {
		d := &t.unit.dimensions
		return d[0].word != string(PercentVol) && d[1].word != string(PercentVol)
	})
}
