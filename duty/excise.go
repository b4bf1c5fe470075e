package duty

// excise reports whether a code is of alcohol or tobacco (HS 2022, headings
// 2203 to 2208 and chapter 24), which low-value schemes leave out as excise
// goods and which bear duties of their own that are not covered here.
func (c Code) excise() bool {
	return len(c) >= 4 && c[0] == '2' && (c[1] == '4' || c[1] == '2' && c[2] == '0' && c[3] >= '3' && c[3] <= '8')
}

// exciseWarning makes the assessment of excise goods an estimate: excise is
// lacking, and with it a part of the base of the tax on imports.
func (a *assessor) exciseWarning(c Code) {
	if c.excise() {
		a.warn("excise duty on alcohol and tobacco is not covered: it is due on " + c.Dotted() + ", and part of the base of the tax on imports")
	}
}

// byStrength reports whether a rate charges by alcoholic strength by volume.
func (r Rate) byStrength() bool {
	return !r.each(func(t *term) bool {
		d := &t.unit.dimensions
		return d[0].word != string(PercentVol) && d[1].word != string(PercentVol)
	})
}
