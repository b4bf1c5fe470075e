package currency

import "database/sql/driver"

// Columns is an amount in two columns of a table, a number and a currency, so
// that a database can compare and add amounts. Both fields are read and written
// by database/sql:
//
//	c := price.Columns()
//	_, err := db.Exec("INSERT INTO line VALUES ($1, $2)", c.Number, c.Currency)
//
//	var c currency.Columns
//	err := row.Scan(&c.Number, &c.Currency)
//	price, err := c.Amount()
//
// The table in PostgreSQL:
//
//	CREATE TABLE line (
//		price    NUMERIC NOT NULL, -- NUMERIC(p, s) would round what is finer
//		currency CHAR(3) NOT NULL  -- VARCHAR(8) for custom currencies too
//	)
//
// and in SQLite, where a column of type NUMERIC keeps fractions as floats and
// text is what is exact:
//
//	CREATE TABLE line (price TEXT NOT NULL, currency TEXT NOT NULL)
//
// The zero Columns is NULL in both columns, and no amount. The zero Amount is 0
// beside NULL.
type Columns struct {
	Number   Numeric
	Currency Code
}

// Columns returns a in two columns.
func (a Amount) Columns() Columns {
	return Columns{Number: Numeric{n: a.number(), valid: true}, Currency: a.cur}
}

// IsNull reports whether both columns are NULL.
func (c Columns) IsNull() bool { return c.Number.IsNull() && c.Currency == 0 }

// Amount returns the amount in the two columns.
//
// Amount returns an error if:
//   - the number is NULL ([*ColumnError]);
//   - the currency is NULL and the number is not zero ([ErrUnknownCode]);
//   - the number has more than 34 digits with those of the minor unit
//     ([ErrRange]).
func (c Columns) Amount() (Amount, error) {
	if c.Number.IsNull() {
		return Amount{}, &ColumnError{What: "amount", Type: "NULL", Reason: "see Columns.IsNull where a column may be NULL"}
	}
	n := c.Number.n
	if c.Currency == 0 && n.sign() != 0 {
		return Amount{}, &ParseError{What: "amount", Input: n.String(), Reason: "no currency beside it", Err: errNoCode}
	}
	a, err := settle(n, c.Currency)
	if err != nil {
		return Amount{}, &ParseError{What: "amount", Input: n.String(), Reason: tooManyDigits, Err: err}
	}
	return a, nil
}

// Numeric is a number in a column of type NUMERIC, or of text. The zero Numeric
// is NULL.
type Numeric struct {
	n     number
	valid bool
}

// IsNull reports whether x is NULL.
func (x Numeric) IsNull() bool { return !x.valid }

// String returns the number in plain decimal notation, or "NULL".
func (x Numeric) String() string {
	if !x.valid {
		return "NULL"
	}
	return x.n.String()
}

// Value returns the number as a text in plain decimal notation, or NULL. It
// returns no error.
func (x Numeric) Value() (driver.Value, error) {
	if !x.valid {
		return nil, nil
	}
	return x.n.String(), nil
}

// Scan reads a number from a column that the driver gives as text, as most do
// for NUMERIC, or as an integer, which is the whole number and not one of minor
// units. It keeps nothing of the memory of the driver.
//
// Scan returns an error if:
//   - the driver gives a float, which is what SQLite makes of NUMERIC: it is not
//     what was stored ([*ColumnError]);
//   - the driver gives something else ([*ColumnError]);
//   - the text is not one for [ParseAmount]; NaN and Infinity, which PostgreSQL
//     has, and exponents are not ([*ParseError]).
func (x *Numeric) Scan(src any) error {
	switch src := src.(type) {
	case nil:
		*x = Numeric{}
		return nil
	case int64:
		*x = Numeric{n: number{units: src}, valid: true}
		return nil
	}
	text, err := columnText("number", src)
	if err != nil {
		return err
	}
	n, reason, err := parseNumber(string(text))
	if err != nil {
		return &ParseError{What: "number", Input: string(text), Reason: reason, Err: err}
	}
	*x = Numeric{n: n, valid: true}
	return nil
}
