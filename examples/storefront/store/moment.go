package store

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// moment is a time in a column: in UTC, to the microsecond, and written with as
// many digits each time, so that SQLite, which keeps it as text, sorts by time.
type moment time.Time

const momentLayout = "2006-01-02 15:04:05.000000"

// Value returns the moment as text.
func (m moment) Value() (driver.Value, error) {
	return time.Time(m).UTC().Format(momentLayout), nil
}

// Scan reads what the drivers make of a column of type TIMESTAMP.
func (m *moment) Scan(src any) error {
	t, ok := src.(time.Time)
	if !ok {
		return fmt.Errorf("a time in the database is a %T", src)
	}
	*m = moment(t.UTC())
	return nil
}

// stored is t as it comes back from the database.
func stored(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
