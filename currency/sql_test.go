package currency

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/landedhq/landed/internal/excerpt"
)

// echo is a database of one row: what the arguments of the query are, as a
// driver of its kind hands them out.
type echo struct {
	hand func(driver.Value) driver.Value
}

func openEcho(t testing.TB, hand func(driver.Value) driver.Value) *sql.DB {
	db := sql.OpenDB(echo{hand})
	t.Cleanup(func() { db.Close() })
	return db
}

func (e echo) Connect(context.Context) (driver.Conn, error) { return e, nil }
func (e echo) Driver() driver.Driver                        { return nil }
func (e echo) Prepare(string) (driver.Stmt, error)          { return nil, errors.New("not in this driver") }
func (e echo) Begin() (driver.Tx, error)                    { return nil, errors.New("not in this driver") }
func (e echo) Close() error                                 { return nil }

func (e echo) QueryContext(_ context.Context, _ string, args []driver.NamedValue) (driver.Rows, error) {
	return &echoRow{echo: e, args: args}, nil
}

type echoRow struct {
	echo
	args []driver.NamedValue
	read bool
	lent [][]byte
}

func (r *echoRow) Columns() []string { return make([]string, len(r.args)) }

// Close overwrites the memory that was handed out, as a driver does with its
// buffer.
func (r *echoRow) Close() error {
	for _, b := range r.lent {
		for i := range b {
			b[i] = '#'
		}
	}
	return nil
}

func (r *echoRow) Next(dest []driver.Value) error {
	if r.read {
		return io.EOF
	}
	r.read = true
	for i, a := range r.args {
		dest[i] = a.Value
		if a.Value != nil && r.hand != nil {
			dest[i] = r.hand(a.Value)
		}
		if b, ok := dest[i].([]byte); ok {
			r.lent = append(r.lent, b)
		}
	}
	return nil
}

// Ways in which drivers hand out text and numbers.
var hands = map[string]func(driver.Value) driver.Value{
	"as it came": nil,
	"bytes":      func(v driver.Value) driver.Value { return []byte(v.(string)) },
	"padded":     func(v driver.Value) driver.Value { return v.(string) + strings.Repeat(" ", 20) },
	"many zeros": func(v driver.Value) driver.Value {
		if s := v.(string); strings.Contains(s, ".") && !strings.Contains(s, " ") {
			return s + strings.Repeat("0", 12)
		}
		return v
	},
	"integers where they are": func(v driver.Value) driver.Value {
		switch v {
		case "1234", "-5":
			return map[driver.Value]int64{"1234": 1234, "-5": -5}[v]
		}
		return v
	},
}

func TestDatabase(t *testing.T) {
	amounts := []Amount{
		{}, FromMinor(1234, EUR), FromMinor(-5, JPY), FromMinor(1234, JPY), FromMinor(120, mustCode(t, "PTS:0")),
		MustAmount("0.0125", USD), MustAmount("-12345678901234567890123456789012.34", EUR),
	}
	for name, hand := range hands {
		db := openEcho(t, hand)
		for _, a := range amounts {
			var b Amount
			if err := db.QueryRow("", a).Scan(&b); err != nil || !b.Equal(a) {
				t.Errorf("%s: %v in one column is %v, %v", name, a, b, err)
			}
			var null sql.Null[Amount]
			if err := db.QueryRow("", a).Scan(&null); err != nil || !null.Valid || !null.V.Equal(a) {
				t.Errorf("%s: %v in one column that may be NULL is %v, %v", name, a, null, err)
			}
			c := a.Columns()
			var d Columns
			if err := db.QueryRow("", c.Number, c.Currency).Scan(&d.Number, &d.Currency); err != nil || d.IsNull() {
				t.Errorf("%s: %v in two columns: %v", name, a, err)
			} else if b, err := d.Amount(); err != nil || !b.Equal(a) {
				t.Errorf("%s: %v in two columns is %v, %v", name, a, b, err)
			}
		}
		day := NewDate(2026, 11, 21)
		var d Date
		if err := db.QueryRow("", day).Scan(&d); err != nil || d != day {
			t.Errorf("%s: %v is %v, %v", name, day, d, err)
		}
	}
}

func TestDatabaseNull(t *testing.T) {
	db := openEcho(t, nil)
	null := sql.Null[Amount]{V: FromMinor(7, JPY), Valid: true}
	if err := db.QueryRow("", sql.Null[Amount]{}).Scan(&null); err != nil || null.Valid || null.V != (Amount{}) {
		t.Errorf("NULL: %v, %v", null, err)
	}
	a := FromMinor(7, JPY)
	var column *ColumnError
	if err := db.QueryRow("", nil).Scan(&a); !errors.As(err, &column) || column.Type != "NULL" || a != FromMinor(7, JPY) {
		t.Errorf("NULL is the amount %v, %v", a, err)
	}
	c := EUR
	if err := db.QueryRow("", Code(0)).Scan(&c); err != nil || c != 0 {
		t.Errorf("no currency: %v, %v", c, err)
	}
	d := NewDate(2026, 11, 21)
	if err := db.QueryRow("", Date(0)).Scan(&d); err != nil || d != 0 {
		t.Errorf("no date: %v, %v", d, err)
	}
	both := a.Columns()
	if err := db.QueryRow("", Numeric{}, Code(0)).Scan(&both.Number, &both.Currency); err != nil || !both.IsNull() || both != (Columns{}) {
		t.Errorf("two columns NULL: %v, %v", both, err)
	}
	if a, err := both.Amount(); !errors.As(err, &column) || column.Type != "NULL" {
		t.Errorf("two columns NULL are %v, %v", a, err)
	}
	if both.Number.String() != "NULL" || a.Columns().Number.String() != "7" {
		t.Errorf("%v, %v", both.Number, a.Columns().Number)
	}
}

// A pair of columns that is no amount.
func TestColumnsRefuse(t *testing.T) {
	for _, tt := range []struct {
		number any
		code   any
		class  error
		want   string
		reason string
	}{
		{nil, "EUR", ErrColumn, "NULL", "half an amount"},
		{"5", nil, ErrUnknownCode, "needs a currency", "the other half"},
		{int64(5), "   ", ErrUnknownCode, "needs a currency", "CHAR(3) DEFAULT ''"},
		{"1234567890123456789012345678901234", "EUR", ErrRange, "34 digits", "36 with the minor unit"},
	} {
		var c Columns
		if err := errors.Join(c.Number.Scan(tt.number), c.Currency.Scan(tt.code)); err != nil {
			t.Fatal(err)
		}
		if a, err := c.Amount(); !errors.Is(err, tt.class) || !strings.Contains(err.Error(), tt.want) || c.IsNull() {
			t.Errorf("%v and %v are %v, %v, want %v (%s)", tt.number, tt.code, a, err, tt.class, tt.reason)
		}
	}
	var c Columns
	if err := errors.Join(c.Number.Scan(int64(0)), c.Currency.Scan(nil)); err != nil || c.IsNull() {
		t.Errorf("0 and NULL: %v, %v", c, err)
	}
	if a, err := c.Amount(); err != nil || a != (Amount{}) {
		t.Errorf("0 and NULL are %v, %v, want the zero Amount", a, err)
	}
}

func TestScanRefuses(t *testing.T) {
	when := time.Date(2026, 11, 21, 0, 0, 0, 1, time.UTC)
	long := strings.Repeat(" ", 1_000_000)
	tests := []struct {
		what   string
		src    any
		class  error
		want   string
		reason string
	}{
		{"amount", 12.34, ErrColumn, "float64: a float is not exact", "SQLite makes floats of NUMERIC"},
		{"amount", int64(1234), ErrColumn, "int64", "an amount needs a currency"},
		{"amount", true, ErrColumn, "bool", ""},
		{"amount", when, ErrColumn, "time.Time", ""},
		{"amount", nil, ErrColumn, "NULL", "no amount is not nothing"},
		{"amount", "12.34", ErrUnknownCode, "no currency", ""},
		{"amount", []byte("12.34 EUX"), ErrUnknownCode, "EUX", ""},
		{"amount", " 12.34 EUR", ErrUnknownCode, "after the space", "blanks are added behind"},
		{"amount", "(12.34,EUR)", ErrSyntax, "", "a composite type"},
		{"amount", "", ErrSyntax, "no digits", ""},
		{"amount", long, ErrRange, "1000000 bytes", ""},
		{"number", 12.34, ErrColumn, "float64: a float is not exact", ""},
		{"number", float32(1), ErrColumn, "float32: a float is not exact", "a whole one too"},
		{"number", true, ErrColumn, "bool", ""},
		{"number", "NaN", ErrSyntax, "not a decimal number", "PostgreSQL has it"},
		{"number", "Infinity", ErrSyntax, "not a decimal number", "and this"},
		{"number", "51426e-6", ErrSyntax, "exponents", ""},
		{"number", "$12.34", ErrSyntax, "not a decimal number", "the type money"},
		{"number", "1,234.56", ErrSyntax, "group separators", ""},
		{"number", "", ErrSyntax, "no digits", ""},
		{"number", []byte(strings.Repeat("9", 65)), ErrRange, "64 bytes", ""},
		{"number", []byte(long), ErrRange, "1000000 bytes", ""},
		{"currency", int64(978), ErrColumn, "int64", "numeric codes are not guessed"},
		{"currency", "eur", ErrUnknownCode, "eur", ""},
		{"currency", " EUR", ErrUnknownCode, "EUR", ""},
		{"currency", "EUR\t", ErrUnknownCode, "EUR", "only blanks are added"},
		{"currency", []byte(long), ErrRange, "1000000 bytes", ""},
		{"date", when, ErrColumn, "want a day, not 2026-11-21T00:00:00.000000001Z", "its day depends on a zone"},
		{"date", time.Time{}, ErrColumn, "want a day", "the zero time is none"},
		{"date", time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), ErrColumn, "want a day", "beyond the calendar"},
		{"date", int64(20261121), ErrColumn, "int64", ""},
		{"date", "2026-11-21T00:00:00Z", ErrSyntax, "want the form", ""},
		{"date", "infinity", ErrSyntax, "want the form", "PostgreSQL has it"},
	}
	for _, tt := range tests {
		a, n, c, d := FromMinor(7, JPY), FromMinor(7, JPY).Columns().Number, JPY, NewDate(2026, 1, 1)
		err := map[string]func(any) error{"amount": a.Scan, "number": n.Scan, "currency": c.Scan, "date": d.Scan}[tt.what](tt.src)
		if !errors.Is(err, tt.class) || !strings.Contains(err.Error(), tt.want) || len(err.Error()) > maxMessage {
			t.Errorf("%s from %T: %v, want %v with %q (%s)", tt.what, tt.src, err, tt.class, tt.want, tt.reason)
		}
		if a != FromMinor(7, JPY) || n != FromMinor(7, JPY).Columns().Number || c != JPY || d != NewDate(2026, 1, 1) {
			t.Errorf("%s from %T: the target was changed", tt.what, tt.src)
		}
	}
}

// A day at midnight is that day, whatever the zone of the connection.
func TestDateScansTime(t *testing.T) {
	for _, zone := range []*time.Location{time.UTC, time.FixedZone("east", 14*3600), time.FixedZone("west", -11*3600)} {
		var d Date
		if err := d.Scan(time.Date(2026, 11, 21, 0, 0, 0, 0, zone)); err != nil || d != NewDate(2026, 11, 21) {
			t.Errorf("midnight %v: %v, %v", zone, d, err)
		}
	}
}

// Nothing that is kept, the error included, stands in the driver's memory.
func TestScanKeepsNothing(t *testing.T) {
	for _, in := range []string{"12.34 EUR", "12345678901234567890123456789012.34 EUR", "120 PTS:0", "12.34 EUX", "12.3.4", "x"} {
		buf := []byte(in)
		var a Amount
		var n Numeric
		var c Code
		errs := [3]error{a.Scan(buf), n.Scan(buf), c.Scan(buf)}
		before := [3]string{excerpt.Text(a.String()), n.String(), c.String()}
		var messages [3]string
		for i, err := range errs {
			if err != nil {
				messages[i] = err.Error()
			}
		}
		for i := range buf {
			buf[i] = '#'
		}
		if after := [3]string{a.String(), n.String(), c.String()}; after != before {
			t.Errorf("%s: %q became %q", in, before, after)
		}
		for i, err := range errs {
			if err != nil && err.Error() != messages[i] {
				t.Errorf("%s: the message %q became %q", in, messages[i], err)
			}
		}
	}
}
