package pricing

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

func dispatch(d *Dispatch) func(json.RawMessage) error {
	return object(fields{"ship_from": place(&d.ShipFrom), "shipping": money(&d.Shipping), "insurance": money(&d.Insurance)})
}

// checkDispatches refuses dispatches from nowhere, from one place twice, and
// with less than nothing to pay.
func (c *Cart) checkDispatches() error {
	if n := len(c.Dispatches); n > MaxDispatches {
		return &CartError{Field: "dispatches", Err: fmt.Errorf("%w: %d dispatches, at most %d", ErrLimit, n, MaxDispatches)}
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

func buyer(dst *tax.Buyer) func(json.RawMessage) error {
	return object(fields{
		"business": truth(&dst.Business), "number": word(&dst.Number), "evidence": evidence(&dst.Evidence),
		"max_age": nanoseconds(&dst.MaxAge), "unchecked": truth(&dst.Unchecked),
	})
}

func evidence(dst *tax.Evidence) func(json.RawMessage) error {
	return object(fields{
		"id": word(&dst.ID), "valid": truth(&dst.Valid), "checked_at": instant(&dst.CheckedAt), "by": text(&dst.By),
		"name": text(&dst.Name), "address": text(&dst.Address), "reference": text(&dst.Reference),
	})
}

func marketplace(dst **tax.Marketplace) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		m := new(tax.Marketplace)
		*dst = m
		return decodeObject(raw, fields{"country": text(&m.Country), "registrations": registrations(&m.Registrations)})
	}
}

// truth reads true or false.
func truth(dst *bool) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		switch string(raw) {
		case "true":
			*dst = true
		case "false":
			*dst = false
		default:
			return fmt.Errorf("%w: want true or false", ErrInvalid)
		}
		return nil
	}
}

// nanoseconds reads a span of time as encoding/json writes it, or as span does.
func nanoseconds(dst *time.Duration) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		if len(raw) > 0 && raw[0] == '"' {
			return span(dst)(raw)
		}
		var n int64
		if err := whole(&n)(raw); err != nil {
			return err
		}
		if n < 0 {
			return fmt.Errorf("%w: negative", ErrInvalid)
		}
		*dst = time.Duration(n)
		return nil
	}
}
