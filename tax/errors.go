package tax

import (
	"errors"
	"fmt"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/table"
	"github.com/landedhq/landed/internal/wire"
	"github.com/landedhq/landed/locale"
)

// The classes of error of this package, for errors.Is. The struct types below
// carry the data a caller needs to recover.
var (
	// ErrNoRate: the book holds no rate for the place and category.
	ErrNoRate = errors.New("no tax rate")
	// ErrBeforeBook: the date lies before the first rate the book knows for
	// the place and category.
	ErrBeforeBook = errors.New("date before the tax book begins")
	// ErrUnknownCategory: not a product category of this package.
	ErrUnknownCategory = errors.New("unknown tax category")
	// ErrUnknownTreatment: not a word for a Treatment.
	ErrUnknownTreatment = errors.New("unknown tax treatment")
	// ErrUnknownScheme: not a word for a Scheme.
	ErrUnknownScheme = errors.New("unknown tax scheme")
	// ErrSyntax: a word, number or table that cannot be read.
	ErrSyntax = errors.New("invalid syntax")
	// ErrTable: a table of rates or schemes that contradicts itself.
	ErrTable = errors.New("invalid table")
	// ErrLine: a line that cannot be calculated.
	ErrLine = errors.New("invalid line")
	// ErrPolicy: a policy with a value that does not exist.
	ErrPolicy = errors.New("invalid policy")
	// ErrDiscount: a discount larger than what it is taken from.
	ErrDiscount = errors.New("discount exceeds the amount")
	// ErrVoucher: a voucher that cannot be one.
	ErrVoucher = errors.New("invalid voucher")
	// ErrCredit: a credit of more than was charged, or of nothing.
	ErrCredit = errors.New("credit exceeds the charge")
	// ErrChanged: a result that its order and policy do not give.
	ErrChanged = errors.New("the order or its result was changed")
	// ErrEN16931: a result that an invoice by EN 16931 cannot express.
	ErrEN16931 = errors.New("not possible by EN 16931")
	// ErrSupply: a supply that lacks what the decision needs.
	ErrSupply = errors.New("invalid supply")
	// ErrRegistration: the seller lacks a registration that the law asks for.
	ErrRegistration = errors.New("registration needed")
	// ErrNoRule: no rule is known for the supply.
	ErrNoRule = errors.New("no rule for this supply")
)

// NoRateError says which rate a Book lacks. It wraps ErrNoRate, or
// ErrBeforeBook where the place is known but only from a later date.
type NoRateError struct {
	Place     locale.Place
	Territory string // key of the special territory, "" for none
	Category  Category
	On        currency.Date
	Begins    currency.Date // first date known, zero if the place is unknown
	Known     []Category    // categories confirmed for the place on the day
	Estimate  bool          // the book has an estimate, see Query.Estimate
}

func (e *NoRateError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "tax: no rate for %s in %s", e.Category, e.Place)
	if e.Territory != "" {
		fmt.Fprintf(&b, " (special territory %s, where the mainland rate does not hold)", e.Territory)
	}
	fmt.Fprintf(&b, " on %s", e.On)
	switch {
	case e.Estimate:
		b.WriteString(": the book has an estimate of it, which no source confirms; ask for estimates (Query.Estimate, Book.WithEstimates), or load a table with the row")
		if len(e.Known) > 0 {
			fmt.Fprintf(&b, ", or use %s", known(e.Known))
		}
	case !e.Begins.IsZero():
		fmt.Fprintf(&b, ": the book begins there on %s; load a table with earlier rows", e.Begins)
	case len(e.Known) > 0:
		fmt.Fprintf(&b, ": known there: %s; load a table with the row, or use one of these", known(e.Known))
	case e.NeedsRegion():
		b.WriteString(": name the state or province of the place (ship_to.region), whose rate it is")
	default:
		b.WriteString(": load a table with rows for this place")
	}
	return b.String()
}

// NeedsRegion reports whether the place lacks the state or province whose tax it is.
func (e *NoRateError) NeedsRegion() bool {
	return e.Place.Region == "" && (e.Place.Country == "US" || e.Place.Country == "CA") && len(e.Known) == 0 && e.Begins.IsZero() && !e.Estimate
}

func known(categories []Category) string {
	words := make([]string, len(categories))
	for i, c := range categories {
		words[i] = string(c)
	}
	return strings.Join(words, ", ")
}

// Unwrap returns ErrBeforeBook or ErrNoRate.
func (e *NoRateError) Unwrap() error {
	if !e.Begins.IsZero() {
		return ErrBeforeBook
	}
	return ErrNoRate
}

// WordError is a word that is none of the words of a list. It wraps
// ErrUnknownTreatment, ErrUnknownScheme, ErrPolicy or ErrSyntax.
type WordError struct {
	Kind  string // "treatment", "level", ...
	Word  string
	Known []string
	Err   error
}

func (e *WordError) Error() string {
	return fmt.Sprintf("tax: unknown %s %s, known: %s", e.Kind, excerpt.Quote(e.Word), strings.Join(e.Known, ", "))
}

// Unwrap returns the class.
func (e *WordError) Unwrap() error { return e.Err }

// CategoryError is a category that this package does not know. It wraps
// ErrUnknownCategory.
type CategoryError struct {
	Category string
}

func (e *CategoryError) Error() string {
	words := make([]string, len(categories))
	for i, c := range categories {
		words[i] = string(c)
	}
	return fmt.Sprintf("tax: unknown category %s, known: %s", excerpt.Quote(e.Category), strings.Join(words, ", "))
}

// Unwrap returns ErrUnknownCategory.
func (e *CategoryError) Unwrap() error { return ErrUnknownCategory }

// TableError is a fault in a table of rates or schemes. It wraps ErrTable,
// ErrSyntax or the class of the fault.
type TableError struct {
	Line   int    // line of the file, from 1
	Column string // name of the column, "" for the whole line
	Err    error
}

func (e *TableError) Error() string {
	return "tax: " + (*table.Error)(e).Error()
}

// Unwrap returns the fault.
func (e *TableError) Unwrap() error { return e.Err }

// LineError is a line that Calculate refuses. It wraps ErrLine, ErrDiscount or
// the error of the arithmetic.
type LineError struct {
	Index int // position in the slice, from 0
	ID    string
	Err   error
}

func (e *LineError) Error() string {
	if e.ID == "" {
		return fmt.Sprintf("tax: line %d: %v", e.Index+1, e.Err)
	}
	return fmt.Sprintf("tax: line %d (%s): %v", e.Index+1, excerpt.Text(e.ID), e.Err)
}

// Unwrap returns the fault.
func (e *LineError) Unwrap() error { return e.Err }

// SupplyError names the field of a Supply that is missing or wrong. It wraps
// ErrSupply, or the error of the field where there is one.
type SupplyError struct {
	Field string
	Err   error
}

func (e *SupplyError) Error() string {
	return fmt.Sprintf("tax: supply: %s: %v", e.Field, e.Err)
}

// Unwrap returns the fault.
func (e *SupplyError) Unwrap() error { return e.Err }

// RegistrationError says that the seller must tax the supply but has named no
// registration to do it under. It wraps ErrRegistration.
type RegistrationError struct {
	Country locale.Country // where to register
	Region  string
	Needs   []Scheme // any one of these
	Reason  string   // the rule, in plain words
	Source  string
	// Decision is what holds once the seller is registered: whose tax it is and
	// who accounts. Its reasons are those up to the missing registration.
	Decision Decision
}

func (e *RegistrationError) Error() string {
	words := make([]string, len(e.Needs))
	for i, s := range e.Needs {
		words[i] = string(s)
	}
	where := string(e.Country)
	if e.Region != "" {
		where += "-" + e.Region
	}
	return fmt.Sprintf("tax: no registration for %s (%s): %s", where, strings.Join(words, " or "), e.Reason)
}

// Unwrap returns ErrRegistration.
func (e *RegistrationError) Unwrap() error { return ErrRegistration }

// NoRuleError says that the table of schemes has nothing for a supply. It
// wraps ErrNoRule, or ErrBeforeBook where rules are known but only from a
// later date.
type NoRuleError struct {
	From, To  locale.Place
	Territory string
	On        currency.Date
	Begins    currency.Date // first date with a rule, zero if there is none or the day is not before it
	Reason    string
}

func (e *NoRuleError) Error() string {
	return fmt.Sprintf("tax: no rule for a supply from %s to %s on %s: %s", e.From, e.To, e.On, e.Reason)
}

// Unwrap returns ErrBeforeBook or ErrNoRule.
func (e *NoRuleError) Unwrap() error {
	if !e.Begins.IsZero() {
		return ErrBeforeBook
	}
	return ErrNoRule
}

// CreditError says what cannot be credited of a line. It wraps ErrCredit.
type CreditError struct {
	Asked, Left string // a quantity or an amount
}

func (e *CreditError) Error() string {
	return fmt.Sprintf("credit of %s where %s is left: %v", e.Asked, e.Left, ErrCredit)
}

// Unwrap returns ErrCredit.
func (e *CreditError) Unwrap() error { return ErrCredit }

var errMissing = fmt.Errorf("%w: %w", wire.ErrMissing, ErrSupply)
