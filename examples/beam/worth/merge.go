package worth

import (
	"encoding/json"
	"reflect"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/landedhq/landed/ltv"
)

func init() {
	register.Combiner1[ltv.Cohort](&mergeCohorts{})
	register.Combiner1[ltv.Tally](&mergeTallies{})
	beam.RegisterCoder(reflect.TypeFor[ltv.Cohort](), encodeCohort, decodeCohort)
	beam.RegisterCoder(reflect.TypeFor[ltv.Tally](), encodeTally, decodeTally)
	beam.RegisterCoder(reflect.TypeFor[Market](), encodeMarket, decodeMarket)
}

// mergeCohorts is the combiner of the customers of a bucket: what it accumulates is
// their summaries, day by day and exact.
type mergeCohorts struct{}

func (mergeCohorts) MergeAccumulators(a, b ltv.Cohort) (ltv.Cohort, error) { return a.Merge(b) }

// mergeTallies is the combiner of the tallies of a market.
type mergeTallies struct{}

func (mergeTallies) MergeAccumulators(a, b ltv.Tally) (ltv.Tally, error) { return a.Merge(b) }

func encodeCohort(c ltv.Cohort) ([]byte, error) { return c.MarshalBinary() }

func decodeCohort(data []byte) (c ltv.Cohort, err error) {
	err = c.UnmarshalBinary(data)
	return c, err
}

// Beam finds a coder by the name of its functions, which generic ones share.

func encodeTally(t ltv.Tally) ([]byte, error) { return json.Marshal(t) }

func decodeTally(data []byte) (t ltv.Tally, err error) {
	err = json.Unmarshal(data, &t)
	return t, err
}

func encodeMarket(m Market) ([]byte, error) { return json.Marshal(m) }

func decodeMarket(data []byte) (m Market, err error) {
	err = json.Unmarshal(data, &m)
	return m, err
}
