package pricing

// SolvePolicy says which of several net prices Solve chooses, and what it does
// where none leads to the target. All but SolveLowest choose the highest of
// several: if the target is a price, the customer pays the same, and the
// merchant keeps more.
type SolvePolicy uint8

const (
	// SolveAbsorb keeps the target also in a gap: the goods are declared at
	// the net that the levies below the threshold would leave, bear the levies
	// that this value really entails, and the merchant pays the difference. It
	// is the zero value.
	SolveAbsorb SolvePolicy = iota
	// SolveLowest chooses the lowest net of several; in a gap it absorbs.
	SolveLowest
	// SolveHighestNet chooses the highest net of several; in a gap it absorbs.
	SolveHighestNet
	// SolveSnapDown goes to the lower end of a gap.
	SolveSnapDown
	// SolveSnapUp goes to the upper end of a gap.
	SolveSnapUp
	// SolveError returns a *GapError for a target in a gap.
	SolveError
)

var solvePolicyNames = [...]string{"absorb", "lowest", "highest_net", "snap_down", "snap_up", "error"}

// SolvePolicies lists all six, in the order of their constants.
func SolvePolicies() []SolvePolicy {
	return []SolvePolicy{SolveAbsorb, SolveLowest, SolveHighestNet, SolveSnapDown, SolveSnapUp, SolveError}
}

// String returns the word that JSON uses, such as "snap_down".
func (p SolvePolicy) String() string { return wordOf(solvePolicyNames[:], int(p), "SolvePolicy") }

// MarshalText writes the word of p.
func (p SolvePolicy) MarshalText() ([]byte, error) {
	return marshalWord(solvePolicyNames[:], int(p), "policy")
}

// UnmarshalText reads one of "absorb", "lowest", "highest_net", "snap_down",
// "snap_up" and "error".
func (p *SolvePolicy) UnmarshalText(text []byte) error {
	return unmarshalWord((*uint8)(p), solvePolicyNames[:], text, "policy")
}
