package duty

// validate checks the shipment as [Shipment.validate] does, but that the lane
// knows which codes and origins are valid. It finds the goods of the items.
func (a *assessor) validate() error {
	s := a.shipment
	if a.via == nil {
		return s.validate()
	}
	if !s.usual() {
		if _, err := s.validateWhole(); err != nil {
			return err
		}
	}
	a.rememberWares(len(s.Items))
	for i := range s.Items {
		item, g := &s.Items[i], a.wares[i]
		if g == nil || g.code != item.Code || g.origin != item.Origin || g.claim != item.Claim {
			g = a.via.goods.find(item.Code, item.Origin, item.Claim)
		}
		if g == nil {
			known, err := subheadings()
			if err != nil {
				return err
			}
			if err := s.validateItem(i, known); err != nil {
				return err
			}
			if item.Code != "" {
				g, _ = a.via.ask(item) // why there is no answer is said when it is needed
			}
		} else if item.Quantity <= 0 || item.Quantity > maxPieces || item.Quantities != nil {
			if err := item.checkPieces(); err != nil {
				return s.at(i, err)
			}
			if err := item.checkQuantities(); err != nil {
				return s.at(i, err)
			}
		}
		a.wares[i] = g
	}
	return nil
}

// usual reports whether there is nothing to complain of but the items, given
// that the lane has the day and the words of the shipment.
func (s *Shipment) usual() bool {
	return len(s.Items) > 0 && len(s.Items) <= maxItems && len(s.Fees) <= maxFees && s.Ambiguous <= Average && s.FreightBy <= ByWeight &&
		s.Earlier == (Earlier{})
}

// rememberWares makes room for the goods of so many items. It keeps those that
// the assessor had last, which a search for a price asks for again.
func (a *assessor) rememberWares(n int) {
	if a.wares == nil {
		a.wares = a.few.wares[:0]
	}
	if n > cap(a.wares) {
		a.wares = append(make([]*Goods, 0, n), a.wares...)
	}
	a.wares = a.wares[:n]
}

// known notes the levies of the tariff on a line as the lane knows them. It
// reports false where it does not, and where there are none: why, the tariff has
// to say again.
func (a *assessor) known(i int) bool {
	if a.via == nil {
		return false
	}
	g := a.wares[i]
	if g == nil || g.failed {
		return false
	}
	a.levies = append(a.levies, g.duties...)
	for _, levy := range g.later {
		a.postpone(levy, i)
	}
	for _, warning := range g.warnings {
		a.warn(warning)
	}
	return true
}

// warnOf gives the warnings of goods that are charged by the tariff.
func (a *assessor) warnOf(g *Goods) {
	for _, warning := range g.warnings {
		a.warn(warning)
	}
	if g.excise != "" {
		a.warn(g.excise)
	}
}

// flatLevy is the levy of a regime that charges an amount on goods, as it is
// worded for them, in a list of such.
type flatLevy struct {
	rule *rule
	levy *Levy
	next *flatLevy
}

// flatOn returns the levy of a regime that charges an amount, worded for the
// goods of an item. Where the lane knows them it remembers the wording.
func (a *assessor) flatOn(i int, r *rule) *Levy {
	var g *Goods
	if a.via != nil {
		g = a.wares[i]
	}
	if g == nil {
		return r.flatLevy(a.shipment.Items[i].Code.HS6())
	}
	list := g.flats.Load()
	for f := list; f != nil; f = f.next {
		if f.rule == r {
			return f.levy
		}
	}
	levy := r.flatLevy(g.code.HS6())
	// If another was faster, this one is not remembered now; the next will be.
	g.flats.CompareAndSwap(list, &flatLevy{r, levy, list})
	return levy
}
