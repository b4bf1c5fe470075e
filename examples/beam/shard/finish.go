package shard

import (
	"context"
	"reflect"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"
)

func init() {
	beam.RegisterType(reflect.TypeFor[Summary]())
	register.DoFn3x1[context.Context, int, func(*Summary) bool, error](&finish{})
	register.Iter1[Summary]()
}

// Summary is what one element of a pipeline has written and counted.
type Summary struct {
	Files  []File
	Counts []Count
}

// Count is a number of things.
type Count struct {
	Name string
	N    int64
}

// Finish writes the manifest once all summaries are there: the last step of a
// pipeline. The counts are those of the summaries, which a runner commits
// once, and not the runner's counters, which see the attempts it gave up.
func Finish(s beam.Scope, d Dir, pipeline string, settings map[string]string, summaries beam.PCollection) {
	s = s.Scope("finish")
	beam.ParDo0(s, &finish{Dir: d, Pipeline: pipeline, Settings: settings}, beam.GroupByKey(s, beam.AddFixedKey(s, summaries)))
}

type finish struct {
	Dir      Dir
	Pipeline string
	Settings map[string]string
}

func (f *finish) ProcessElement(ctx context.Context, _ int, summaries func(*Summary) bool) error {
	m := Manifest{Pipeline: f.Pipeline, Settings: f.Settings, Counts: map[string]int64{}}
	var s Summary
	for summaries(&s) {
		m.Files = append(m.Files, s.Files...)
		for _, c := range s.Counts {
			m.Counts[c.Name] += c.N
		}
		s = Summary{}
	}
	return f.Dir.Finish(ctx, m)
}
