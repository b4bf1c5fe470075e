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

// Finish writes the manifest once all summaries are there, as the last step of a
// pipeline, and returns what makes it count: to be called once the runner has
// said that the pipeline came to its end. For a runner may go on past a bundle
// that failed, as Prism does, and reach the last step without it.
//
// The counts are those of the summaries, which a runner commits once, and not
// its counters, which see the attempts that it gave up.
func Finish(s beam.Scope, d Dir, pipeline string, settings map[string]string, summaries beam.PCollection) (commit func(context.Context) error) {
	s = s.Scope("finish")
	f := &finish{Dir: d, Name: pendingName(), Pipeline: pipeline, Settings: settings}
	beam.ParDo0(s, f, beam.GroupByKey(s, beam.AddFixedKey(s, summaries)))
	return func(ctx context.Context) error { return d.commit(ctx, f.Name) }
}

type finish struct {
	Dir      Dir
	Name     string // of the manifest until it counts
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
	return f.Dir.propose(ctx, f.Name, m)
}
