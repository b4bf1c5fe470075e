package tax

// Treatment says how a supply stands to a tax. A charge of 0 can be the zero
// rate (the seller keeps the credit for input tax), an exemption (it does
// not), or no tax of this seller at all; an invoice must tell them apart, so
// the treatment travels with the figure.
type Treatment uint8

// The treatments. Only Standard and Reduced charge their percent; the others
// charge nothing, whatever percent the rate bears for display.
const (
	Standard      Treatment = iota // the general rate
	Reduced                        // a lower rate by law
	Zero                           // taxed at 0 %
	Exempt                         // not taxed, without credit
	ReverseCharge                  // the buyer accounts for it
	Export                         // leaves the country untaxed
	OutOfScope                     // outside the tax
	NotCollected                   // due perhaps, but not from this seller nor at the border
)

var treatmentWords = [...]string{
	"standard", "reduced", "zero", "exempt", "reverse_charge", "export", "out_of_scope", "not_collected",
}

// String returns the text form, "reverse_charge".
func (t Treatment) String() string { return wordOf(t, treatmentWords[:]) }

// Charges reports whether tax is charged under t.
func (t Treatment) Charges() bool { return t == Standard || t == Reduced }

// MarshalText returns the text form.
func (t Treatment) MarshalText() ([]byte, error) {
	return marshalWord(t, "treatment", treatmentWords[:], ErrUnknownTreatment)
}

// UnmarshalText reads the text form. It returns a *WordError that wraps
// ErrUnknownTreatment for any other word.
func (t *Treatment) UnmarshalText(text []byte) (err error) {
	*t, err = parseWord[Treatment](string(text), "treatment", treatmentWords[:], ErrUnknownTreatment)
	return err
}
