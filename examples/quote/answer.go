package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"

	"github.com/landedhq/landed/pricing"
)

// answer quotes each cart of in on a line of its own. It flushes after each,
// so that a program that waits for its answer gets it.
func answer(engine *pricing.Engine, in io.Reader, out *bufio.Writer) (failed bool, err error) {
	carts := newReader(in)
	for {
		text, err := carts.next()
		if err == io.EOF {
			return failed, nil
		}
		var line []byte
		if err == nil {
			line, err = quote(engine, text)
		}
		if err != nil {
			var unreadable *readError
			if errors.As(err, &unreadable) {
				return failed, unreadable.err
			}
			failed = true
			if line, err = json.Marshal(failure(err)); err != nil {
				return failed, err
			}
		}
		out.Write(line)
		out.WriteByte('\n')
		if err := out.Flush(); err != nil {
			return failed, err
		}
	}
}

// quote answers one cart.
func quote(engine *pricing.Engine, text []byte) ([]byte, error) {
	var cart pricing.Cart
	if err := cart.UnmarshalJSON(text); err != nil {
		return nil, err
	}
	q, err := engine.Quote(cart)
	if err != nil {
		return nil, err
	}
	return json.Marshal(q)
}

// problem is the wire form of an error.
type problem struct {
	Error struct {
		Line    int    `json:"line,omitempty"`
		SKU     string `json:"sku,omitempty"`
		Field   string `json:"field,omitempty"`
		Message string `json:"message"`
	} `json:"error"`
}

func failure(err error) problem {
	var p problem
	p.Error.Message = err.Error()
	var ce *pricing.CartError
	if errors.As(err, &ce) {
		p.Error.Line, p.Error.SKU, p.Error.Field = ce.Line, ce.SKU, ce.Field
		p.Error.Message = ce.Err.Error()
	}
	return p
}
