package tax

// path answers the questions of an argument in their order, in place of the
// contents of a consignment.
type path struct {
	answers []int
	open    *question // the first question beyond the answers, nil if there is none
}

// follow gives the next answer. Beyond the last it notes what is asked, and
// gives any answer: what comes of that is not used.
func (p *path) follow(q question) int {
	if len(p.answers) == 0 {
		if p.open == nil {
			p.open = &q
		}
		return no
	}
	a := p.answers[0]
	p.answers = p.answers[1:]
	return a
}
