package ltv

import (
	"fmt"
	"time"

	"github.com/landedhq/landed/currency"
)

// Step is a calendar in which purchases are counted: those of one step are one
// purchase, and times are numbers of steps. The zero Step is a day. Models in
// continuous time want days; whole weeks or months make them see regular buyers
// where there are none. Months are the occasions of [BGBB].
type Step uint8

// Steps.
const (
	ByDay   Step = iota
	ByWeek       // Monday to Sunday
	ByMonth      // calendar months
	ByYear       // calendar years
)

// number counts the steps up to that in which a day lies.
func (s Step) number(d currency.Date) int {
	switch s {
	case ByWeek:
		monday := currency.NewDate(1, time.January, 1) // 0001-01-01 was a Monday
		return d.Sub(monday) / 7
	case ByMonth:
		year, month, _ := d.Time().Date()
		return year*12 + int(month)
	case ByYear:
		return d.Time().Year()
	default:
		return int(d)
	}
}

// SummariesBy returns the histories of [Cohort.Summaries] in another step: a
// customer who bought in the first, the third and the fourth week and has been
// known for six has a Repeat of 2, a Last of 3 and an Age of 5.
//
// SummariesBy returns an error of class [ErrTerms] if there is no such step.
func (c Cohort) SummariesBy(step Step) ([]Summary, error) {
	if step > ByYear {
		return nil, fmt.Errorf("ltv: histories in step %d: %w: there is no such step", step, ErrTerms)
	}
	summaries := make([]Summary, len(c.customers))
	for i, customer := range c.customers {
		first := step.number(customer.Acquired())
		s := Summary{Age: step.number(c.asOf) - first}
		for _, p := range customer.purchases {
			if at := step.number(p.date) - first; at > s.Last {
				s.Repeat++
				s.Last = at
			}
		}
		summaries[i] = s
	}
	return summaries, nil
}
