package pricing

import (
	"fmt"

	"github.com/landedhq/landed/internal/excerpt"
)

// ProductKind is what sort of thing a product is.
type ProductKind string

// The kinds of products.
const (
	// Goods are sent, and customs look at them. It is the zero value.
	Goods ProductKind = ""
	// Service goes with the goods from the same place: gift wrap, a fee. It is
	// taxed where they are, by its own category, and no part of the customs
	// value.
	Service ProductKind = "service"
	// Digital is a service supplied electronically: a download, a licence. It is
	// sent from no place and is taxed by rules of its own.
	Digital ProductKind = "digital"
)

func (k ProductKind) check() error {
	switch k {
	case Goods, Service, Digital:
		return nil
	}
	return fmt.Errorf("%w: kind %s is neither empty nor service or digital", ErrInvalid, excerpt.Quote(k))
}
