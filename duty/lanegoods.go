package duty

// validate checks the shipment as [Shipment.validate] does, but that the lane
// knows which codes and origins are valid. It finds the goods of the items.
func (a *assessor) validate() error {
	s := a.shipment
	if a.via == nil {
		return s.validate()
	}
	known, err := s.validateWhole()
	if err != nil {
		return err
	}
	a.wares = a.wares[:0]
	if a.wares == nil {
		a.wares = a.few.wares[:0]
	}
	for i := range s.Items {
		item := &s.Items[i]
		g := a.via.goods.find(item.Code, item.Origin, item.Claim)
		if g == nil {
			if err := s.validateItem(i, known); err != nil {
				return err
			}
			if item.Code != "" {
				g = a.via.ask(item)
			}
		} else if item.Quantity <= 0 || item.Quantity > maxPieces || item.Quantities != nil {
			if err := item.checkPieces(); err != nil {
				return s.at(i, err)
			}
			if err := item.checkQuantities(); err != nil {
				return s.at(i, err)
			}
		}
		a.wares = append(a.wares, g)
	}
	return nil
}

// known notes the levies of the tariff on a line with a code as the lane knows them. It
// reports false where it does not, and where there are none: why, the tariff has
// to say again.
func (a *assessor) known(i int) bool {
	if a.via == nil {
		return false
	}
	g := a.wares[i]
	if g.err != nil {
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
