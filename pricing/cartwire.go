package pricing

import (
	"errors"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/wire"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

func (d *Dispatch) wire(c *wire.Codec) {
	placeField(c, "ship_from", &d.ShipFrom)
	amountField(c, "shipping", &d.Shipping)
	amountField(c, "insurance", &d.Insurance)
}

// checkDispatches refuses dispatches from nowhere, from one place twice, and
// with less than nothing to pay.
func (c *Cart) checkDispatches(l *Limits) error {
	if n := len(c.Dispatches); n > l.Dispatches {
		return &CartError{Field: "dispatches", Err: fmt.Errorf("%w: %d dispatches, at most %d", ErrLimit, n, l.Dispatches)}
	}
	seen := make(map[locale.Place]bool, len(c.Dispatches))
	for i, d := range c.Dispatches {
		field := fmt.Sprintf("dispatches[%d]", i)
		if err := d.ShipFrom.Validate(); err != nil {
			return inField(field+".ship_from", err)
		}
		if seen[d.ShipFrom] {
			return &CartError{Field: field + ".ship_from", Err: fmt.Errorf("%w: %v stands twice", ErrInvalid, d.ShipFrom)}
		}
		seen[d.ShipFrom] = true
		if err := notNegative(field+".shipping", d.Shipping); err != nil {
			return err
		}
		if err := notNegative(field+".insurance", d.Insurance); err != nil {
			return err
		}
	}
	return nil
}

// buyerField is who buys; a consumer of whom nothing is stated is left out.
func buyerField(c *wire.Codec, name string, b *tax.Buyer) {
	c.Object(name, func(c *wire.Codec) {
		c.Bool("business", &b.Business)
		wordField(c, "number", &b.Number, b.Number == tax.ID{})
		evidenceField(c, "evidence", &b.Evidence)
		nanosecondsField(c, "max_age", &b.MaxAge)
		c.Bool("unchecked", &b.Unchecked)
		exemptionField(c, "exemption", &b.Exemption)
	})
}

func exemptionField(c *wire.Codec, name string, e *tax.Exemption) {
	c.Object(name, func(c *wire.Codec) {
		c.Text("country", (*string)(&e.Country), maxText)
		c.Text("region", &e.Region, maxText)
		c.Text("certificate", &e.Certificate, maxText)
		c.Text("reason", &e.Reason, maxText)
		dateField(c, "from", &e.From)
		dateField(c, "until", &e.Until)
	})
}

func evidenceField(c *wire.Codec, name string, e *tax.Evidence) {
	c.Object(name, func(c *wire.Codec) {
		wordField(c, "id", &e.ID, e.ID == tax.ID{})
		c.Bool("valid", &e.Valid)
		timeField(c, "checked_at", &e.CheckedAt)
		c.Text("by", &e.By, maxText)
		c.Text("name", &e.Name, maxText)
		c.Text("address", &e.Address, maxText)
		c.Text("reference", &e.Reference, maxText)
	})
}

// marketplaceField is a platform; nil is left out.
func marketplaceField(c *wire.Codec, name string, m **tax.Marketplace) {
	if c.Omitted(*m == nil) || !c.Field(name) {
		return
	}
	if c.Reading() && *m == nil {
		*m = new(tax.Marketplace)
	}
	c.Value(func(c *wire.Codec) {
		c.Text("country", (*string)(&(*m).Country), maxText)
		wire.List(c, "registrations", &(*m).Registrations, maxRegistrations, registrationFields)
	})
	c.Done(name)
}

// maxRegistrations is how many registrations a party has at most.
const maxRegistrations = 500

func registrationFields(r *tax.Registration, c *wire.Codec) {
	c.Text("country", (*string)(&r.Country), maxText)
	c.Text("region", &r.Region, maxText)
	schemeField(c, "scheme", &r.Scheme)
	c.Text("number", &r.Number, maxText)
}

// nanosecondsField is a span of time as encoding/json writes it; it is read in
// the form of time.ParseDuration too.
func nanosecondsField(c *wire.Codec, name string, v *time.Duration) {
	if !c.Reading() || c.Packed() {
		c.Int(name, (*int64)(v))
		return
	}
	if !c.Field(name) {
		return
	}
	text, err := c.TextOrNumber()
	if err == nil {
		*v, err = time.ParseDuration(string(text))
		if n, notNumber := strconv.ParseInt(string(text), 10, 64); notNumber == nil {
			*v, err = time.Duration(n), nil
		}
	}
	if err == nil && *v < 0 {
		err = errors.New("negative")
	}
	if err != nil {
		c.Fail(fmt.Errorf("%w: %s is not a duration such as 72h", ErrInvalid, excerpt.Quote(text)))
	}
	c.Done(name)
}

// checkTexts refuses texts that the JSON of a quote could not be read with.
func (c *Cart) checkTexts() error {
	for _, t := range [...]struct{ field, text string }{
		{"id", c.ID}, {"market", c.Market}, {"buyer.evidence.by", c.Buyer.Evidence.By}, {"buyer.evidence.name", c.Buyer.Evidence.Name},
		{"buyer.evidence.address", c.Buyer.Evidence.Address}, {"buyer.evidence.reference", c.Buyer.Evidence.Reference},
		{"buyer.exemption.certificate", c.Buyer.Exemption.Certificate}, {"buyer.exemption.reason", c.Buyer.Exemption.Reason},
		{"buyer.exemption.country", string(c.Buyer.Exemption.Country)}, {"buyer.exemption.region", c.Buyer.Exemption.Region},
	} {
		if err := short(t.field, t.text); err != nil {
			return err
		}
	}
	for i := range c.Lines {
		l := &c.Lines[i]
		for _, t := range [...]struct{ field, text string }{
			{"id", l.ID}, {"product.sku", l.Product.SKU}, {"product.name", l.Product.Name}, {"product.claim", l.Product.Claim},
		} {
			if err := short(t.field, t.text); err != nil {
				return inLine(i, "", err)
			}
		}
	}
	for i := range c.Discounts {
		if err := short("name", c.Discounts[i].Name); err != nil {
			return inField(fmt.Sprintf("discounts[%d]", i), err)
		}
	}
	for i := range c.Vouchers {
		if err := short("code", c.Vouchers[i].Code); err != nil {
			return inField(fmt.Sprintf("vouchers[%d]", i), err)
		}
	}
	return c.checkMarketplace()
}

// checkMarketplace refuses a platform that the wire form could not give back.
func (c *Cart) checkMarketplace() error {
	m := c.Marketplace
	if m == nil {
		return nil
	}
	if n := len(m.Registrations); n > maxRegistrations {
		return &CartError{Field: "marketplace.registrations", Err: fmt.Errorf("%w: %d registrations, at most %d", ErrLimit, n, maxRegistrations)}
	}
	if err := short("marketplace.country", string(m.Country)); err != nil {
		return err
	}
	for i := range m.Registrations {
		r := &m.Registrations[i]
		for _, t := range [...]struct{ field, text string }{{"country", string(r.Country)}, {"region", r.Region}, {"number", r.Number}} {
			if err := short(t.field, t.text); err != nil {
				return inField(fmt.Sprintf("marketplace.registrations[%d]", i), err)
			}
		}
	}
	return nil
}

// checkBuyer refuses what the wire form could not give back of a buyer beside its
// texts: a tax number that is none, and days, a moment or a span of time out of range.
func checkBuyer(b *tax.Buyer) error {
	for _, n := range [...]struct {
		field string
		id    *tax.ID
	}{{"buyer.number", &b.Number}, {"buyer.evidence.id", &b.Evidence.ID}} {
		if *n.id == (tax.ID{}) {
			continue
		}
		if _, err := n.id.MarshalText(); err != nil {
			return inField(n.field, err)
		}
	}
	for _, d := range [...]struct {
		field string
		day   currency.Date
	}{{"buyer.exemption.from", b.Exemption.From}, {"buyer.exemption.until", b.Exemption.Until}} {
		if d.day.IsZero() {
			continue
		}
		if _, err := currency.ParseDate(d.day.String()); err != nil {
			return inField(d.field, err)
		}
	}
	if b.MaxAge < 0 {
		return &CartError{Field: "buyer.max_age", Err: fmt.Errorf("%w: %v is negative", ErrInvalid, b.MaxAge)}
	}
	return writable("buyer.evidence.checked_at", b.Evidence.CheckedAt)
}

// short refuses a text that the wire form could not give back: too long, or
// not UTF-8.
func short(field, text string) error {
	if sound(text) {
		return nil
	}
	if !utf8.ValidString(text) {
		return &CartError{Field: field, Err: fmt.Errorf("%w: %s is not UTF-8", ErrInvalid, excerpt.Quote(text))}
	}
	return &CartError{Field: field, Err: fmt.Errorf("%w: %d bytes, at most %d", ErrLimit, len(text), maxText)}
}

// sound tells whether the wire form could give a text back.
func sound(text string) bool { return text == "" || len(text) <= maxText && utf8.ValidString(text) }
