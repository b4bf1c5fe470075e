package currency_test

import (
	"bytes"
	"database/sql/driver"
	"encoding/gob"
	"encoding/json"
	"flag"
	"fmt"

	"github.com/landedhq/landed/currency"
)

// An Amount is one column of text. What a database driver would do is done by
// hand here.
func ExampleAmount_Scan() {
	stored, err := currency.MustAmount("12.34", currency.EUR).Value()
	fmt.Println(stored, err)

	var a currency.Amount
	fmt.Println(a.Scan([]byte("12.34 EUR")), a)
	fmt.Println(a.Scan(12.34))
	fmt.Println(a.Scan(nil))
	// Output:
	// 12.34 EUR <nil>
	// <nil> 12.34 EUR
	// currency: amount cannot be read from the column: float64: a float is not exact; declare the column as text, or cast it
	// currency: amount cannot be read from the column: NULL: scan into a sql.Null where a column may be NULL
}

// In two columns, NUMERIC and CHAR, a database can compare and add amounts.
func ExampleColumns() {
	price := currency.MustAmount("12.34", currency.EUR).Columns()
	// db.Exec("INSERT INTO line (price, currency) VALUES ($1, $2)", price.Number, price.Currency)
	for _, v := range []driver.Valuer{price.Number, price.Currency} {
		fmt.Println(v.Value())
	}

	var c currency.Columns
	// row.Scan(&c.Number, &c.Currency)
	fmt.Println(c.Number.Scan([]byte("12.3400")), c.Currency.Scan("EUR"))
	fmt.Println(c.Amount())
	// Output:
	// 12.34 <nil>
	// EUR <nil>
	// <nil> <nil>
	// 12.34 EUR <nil>
}

// The binary form is compact, has one spelling for each value, and is what
// package gob uses.
func ExampleAmount_MarshalBinary() {
	data, err := currency.MustAmount("12.34", currency.EUR).MarshalBinary()
	fmt.Printf("% x %v\n", data, err)

	type line struct {
		SKU   string
		Price currency.Amount
	}
	var buf bytes.Buffer
	err = gob.NewEncoder(&buf).Encode(line{"SHIRT", currency.MustAmount("0.0125", currency.USD)})
	var l line
	fmt.Println(err, gob.NewDecoder(&buf).Decode(&l), l.SKU, l.Price)
	// Output:
	// 13 45 55 52 02 04 d2 <nil>
	// <nil> <nil> SHIRT 0.0125 USD
}

// By its text an Amount is a flag of a command, and the key of a JSON object.
func ExampleAmount_MarshalText() {
	fs := flag.NewFlagSet("quote", flag.ContinueOnError)
	var limit currency.Amount
	fs.TextVar(&limit, "limit", currency.MustAmount("100", currency.EUR), "the most to spend")
	fmt.Println(fs.Parse([]string{"-limit", "250.00 USD"}), limit)

	data, err := json.Marshal(map[currency.Amount]string{currency.MustAmount("4.90", currency.EUR): "shipping"})
	fmt.Println(string(data), err)
	// Output:
	// <nil> 250.00 USD
	// {"4.90 EUR":"shipping"} <nil>
}

// Columns that may be NULL, as of an order without a discount.
func ExampleColumns_IsNull() {
	var none currency.Columns
	fmt.Println(none.Number.Scan(nil), none.Currency.Scan(nil))
	fmt.Println(none.IsNull(), none.Number.IsNull())
	_, err := none.Amount()
	fmt.Println(err)
	// Output:
	// <nil> <nil>
	// true true
	// currency: amount cannot be read from the column: NULL: see Columns.IsNull where a column may be NULL
}
