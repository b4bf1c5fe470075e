package tax

// Confidence says how well a rate is confirmed.
type Confidence uint8

// The confidences: none stated, then from best to worst; the last is no
// confirmation at all.
const (
	Unstated     Confidence = iota // the table does not say
	Official                       // the page or data of an authority, as it stood on the day of the source
	SecondaryTwo                   // two or more sources that are not the authority agree
	SingleSource                   // one source that is not the authority, or an old page of the authority
	Derived                        // nobody says so: the standard rate, as no source names another. Always an estimate.
)

var confidenceWords = [...]string{"", "official", "secondary-two", "single", "derived"}

// String returns the text form, "secondary-two".
func (c Confidence) String() string { return wordOf(c, confidenceWords[:]) }

// MarshalText returns the text form.
func (c Confidence) MarshalText() ([]byte, error) {
	return marshalWord(c, "confidence", confidenceWords[:], ErrSyntax)
}

// UnmarshalText reads the text form, "" for Unstated. It returns a *WordError
// that wraps ErrSyntax for any other word.
func (c *Confidence) UnmarshalText(text []byte) (err error) {
	*c, err = parseWord[Confidence](string(text), "confidence", confidenceWords[:], ErrSyntax)
	return err
}
