package worth

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/landedhq/landed/examples/beam/shard"
	"github.com/landedhq/landed/ltv"
)

func init() {
	register.DoFn5x1[context.Context, string, ltv.Cohort, func(*Market) bool, func(shard.Summary), error](&score{})
	register.Iter1[Market]()
}

// score writes the scores of the customers of a bucket.
type score struct {
	Terms
	Out shard.Dir
}

// scoreHead names the columns of the scores.
const scoreHead = "market,currency,customer,orders,repeat,last,age,alive,expected,order_value,value"

func (s *score) ProcessElement(ctx context.Context, key string, c ltv.Cohort, markets func(*Market) bool, done func(shard.Summary)) error {
	var m Market
	for markets(&m) {
		if m.Market == c.Market() && m.Currency == c.Currency() {
			break
		}
		m = Market{}
	}
	scorer, err := newScorer(m, s.Terms)
	if err != nil {
		return err
	}
	part, err := s.Out.Create(ctx, s.name(key, c), scoreHead)
	if err != nil {
		return err
	}
	defer part.Abort(ctx)
	var line []byte
	for _, customer := range c.Customers() {
		if line, err = scorer.appendLine(line[:0], customer); err != nil {
			return fmt.Errorf("market %q: customer %q: %w", c.Market(), customer.ID(), err)
		}
		part.Row(line) // Commit has its error
	}
	file, err := part.Commit(ctx)
	if err != nil {
		return err
	}
	customersScored.Add(ctx, int64(c.Size()))
	done(shard.Summary{Files: []shard.File{file}, Counts: []shard.Count{{Name: countCustomers, N: int64(c.Size())}}})
	return nil
}

// name is the file of a bucket of a market.
func (s *score) name(key string, c ltv.Cohort) string {
	bucket, _ := strconv.Atoi(key[strings.LastIndexByte(key, 0)+1:])
	return "scores/market=" + folder(c.Market()) + "/" + shard.Name(c.Currency().String(), bucket, s.Parts, ".csv")
}

// scorer scores the customers of a market.
type scorer struct {
	Market
	Terms
	model ltv.Model
	value ltv.Scorer
	days  float64 // of the horizon
	head  []byte  // of a line
}

func newScorer(m Market, t Terms) (*scorer, error) {
	model, err := m.purchases()
	if err != nil {
		return nil, err
	}
	const month = 365.25 / 12 // as the library has it: ltv.Value
	s := &scorer{Market: m, Terms: t, model: model, days: month * float64(t.Discount.Horizon)}
	if model != nil {
		if s.value, err = ltv.NewScorer(model, t.Discount); err != nil {
			return nil, err
		}
	}
	s.head = append(appendField(nil, m.Market), ',')
	s.head = append(append(s.head, m.Currency.String()...), ',')
	return s, nil
}

// appendLine appends the score of a customer. What takes a model is empty where
// the market has none.
func (s *scorer) appendLine(dst []byte, c ltv.Customer) ([]byte, error) {
	spend, err := c.Spend()
	if err != nil {
		return nil, err
	}
	orders := 0
	purchases := c.Purchases()
	for _, p := range purchases {
		orders += p.Orders
	}
	acquired, last := purchases[0].Date, purchases[len(purchases)-1].Date
	history := ltv.Summary{Repeat: len(purchases) - 1, Last: last.Sub(acquired), Age: s.Market.AsOf.Sub(acquired)}
	dst = append(appendField(append(dst, s.head...), c.ID()), ',')
	for _, n := range [...]int{orders, history.Repeat, history.Last, history.Age} {
		dst = append(strconv.AppendInt(dst, int64(n), 10), ',')
	}
	if s.model == nil {
		return append(dst, ",,,\n"...), nil
	}
	return s.appendExpected(dst, history, spend)
}

// appendExpected appends what is expected of a customer: the probability that they
// are one still, their orders over the horizon, the value of one and what they
// are worth.
func (s *scorer) appendExpected(dst []byte, history ltv.Summary, spend ltv.Spend) ([]byte, error) {
	dst = append(strconv.AppendFloat(dst, s.model.Alive(history), 'f', 6, 64), ',')
	dst = append(strconv.AppendFloat(dst, s.model.Expected(history, s.days), 'f', 6, 64), ',')
	later, revenue, err := s.later(spend)
	if err != nil {
		return nil, err
	}
	if revenue.Currency() != 0 {
		dst = append(dst, revenue.Text()...)
	}
	value, err := s.value.Value(history, later)
	if err != nil {
		return nil, err
	}
	dst = append(append(dst, ','), value.Text()...)
	return append(dst, '\n'), nil
}

// appendField appends a field of a line of comma-separated text.
func appendField(dst []byte, s string) []byte {
	if !strings.ContainsAny(s, `,"`) {
		return append(dst, s...)
	}
	return append(append(append(dst, '"'), strings.ReplaceAll(s, `"`, `""`)...), '"')
}
