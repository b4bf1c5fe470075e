package pricing

// Limits of untrusted input; beyond them a cart is refused unread.
const (
	MaxCartBytes = 1 << 20 // of JSON
	MaxLines     = 1000
	MaxDiscounts = 100

	MaxVouchers   = 100
	MaxDispatches = 100
	MaxQuantity   = 1_000_000 // of one line
	maxClearance  = 20        // fees of a market
	maxText       = 256       // bytes of a name or identifier
	maxYear       = 9000      // of the moment of a quote
	maxNumber     = 64        // bytes of a decimal
)
