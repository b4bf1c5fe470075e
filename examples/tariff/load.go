package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

// load returns the tariff that the options name: a file, what was compiled from
// one, or the starter table; with a layer over it if there is one.
func (o *options) load() (*duty.Tariff, error) {
	tariff, err := o.source()
	if err != nil {
		return nil, err
	}
	if o.layer != "" {
		layer, err := fromFile(o.layer, duty.LoadTariff)
		if err != nil {
			return nil, err
		}
		if tariff, err = tariff.With(layer); err != nil {
			return nil, fmt.Errorf("%s: %w", o.layer, err)
		}
	}
	if o.compiled != "" && o.file != "" {
		return tariff, save(o.compiled, tariff)
	}
	return tariff, nil
}

func (o *options) source() (*duty.Tariff, error) {
	switch {
	case o.file != "":
		return fromFile(o.file, o.read)
	case o.compiled != "":
		return fromFile(o.compiled, duty.ReadCompiled)
	}
	return duty.Starter()
}

func fromFile(name string, read func(io.Reader) (*duty.Tariff, error)) (*duty.Tariff, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	tariff, err := read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return tariff, nil
}

// read tells by how a file begins what it is.
func (o *options) read(r io.Reader) (*duty.Tariff, error) {
	var v duty.Vintage
	if o.asOf != "" {
		var err error
		if v.AsOf, err = currency.ParseDate(o.asOf); err != nil {
			return nil, fmt.Errorf("-asof: %w", err)
		}
	}
	text := bufio.NewReader(r)
	if magic, _ := text.Peek(2); string(magic) == "\x1f\x8b" {
		zip, err := gzip.NewReader(text)
		if err != nil {
			return nil, err
		}
		text = bufio.NewReader(zip)
	}
	begin, err := text.Peek(64)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	begin = bytes.TrimLeft(bytes.TrimPrefix(begin, []byte("\ufeff")), " \r\n\t")
	switch {
	case bytes.HasPrefix(begin, []byte("[")):
		tariff, _, err := duty.ReadHTS(text, v)
		return tariff, err
	case bytes.HasPrefix(begin, []byte("commodity,")):
		tariff, _, err := duty.ReadUKTariff(text, o.destination(), v)
		return tariff, err
	case bytes.HasPrefix(begin, []byte("LDTF")):
		return duty.ReadCompiled(text)
	case bytes.HasPrefix(begin, []byte("destination,")):
		return duty.LoadTariff(text)
	}
	return nil, errors.New("neither the USITC JSON export, nor the UK CSV, nor a table of duty.LoadTariff, nor a compiled tariff")
}

// destination is whose column of the UK file is asked: the EU's for goods to a
// member state.
func (o *options) destination() locale.Country {
	if len(o.words) == 4 {
		if on, err := currency.ParseDate(o.words[3]); err == nil && locale.Country(o.words[2]).EU(on) {
			return "EU"
		}
	}
	return "GB"
}

func save(name string, tariff *duty.Tariff) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if _, err := tariff.WriteTo(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
