package duty

// restricted checks the items against the shop's restrictions, before anything
// is charged and wherever they go: a carrier's terms hold within a customs
// territory too. What forbids an item is an error; what warns of it, or may
// forbid it, is a warning, and leaves the accuracy as it is.
func (a *assessor) restricted() error {
	s := a.shipment
	if s.Restrictions == nil {
		return nil
	}
	for i := range s.Items {
		item := &s.Items[i]
		if item.Code == "" {
			a.note("restricted goods: items without a code cannot be checked")
			continue
		}
		found, err := s.Restrictions.Check(item.Code, item.Origin, s.To.Country, s.On)
		if err != nil {
			return s.at(i, err)
		}
		for _, f := range found {
			if f.Forbids() {
				return s.at(i, &ForbiddenError{Code: item.Code, Origin: item.Origin, Dest: s.To.Country, Finding: f})
			}
			a.note(item.Code.Dotted() + ": " + f.String())
		}
	}
	return nil
}
