package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"text/tabwriter"
	"time"
)

// report is what came of all requests.
type report struct {
	took time.Duration

	mu       sync.Mutex
	times    [kinds][]time.Duration // of requests that were answered well
	failed   [kinds]int
	messages []string // the first few
}

// maxMessages is how many errors are written out.
const maxMessages = 5

func (r *report) add(k requestKind, took time.Duration, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil {
		r.times[k] = append(r.times[k], took)
		return
	}
	r.failed[k]++
	if len(r.messages) < maxMessages {
		r.messages = append(r.messages, err.Error())
	}
}

// count is how many requests of a kind were answered well.
func (r *report) count(k requestKind) int { return len(r.times[k]) }

// perSecond is how many requests of all kinds were answered well in a second.
func (r *report) perSecond() float64 {
	n := 0
	for k := range r.times {
		n += len(r.times[k])
	}
	return float64(n) / r.took.Seconds()
}

// write writes a line for each kind and one for all.
func (r *report) write(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "\trequests\tper second\tp50\tp95\tp99\tslowest\terrors\t")
	var all []time.Duration
	failed := 0
	for k := range kinds {
		r.line(w, k.String(), r.times[k], r.failed[k])
		all = append(all, r.times[k]...)
		failed += r.failed[k]
	}
	r.line(w, "all", all, failed)
	if err := w.Flush(); err != nil {
		return err
	}
	for _, m := range r.messages {
		fmt.Fprintln(out, "error:", m)
	}
	return nil
}

func (r *report) line(w io.Writer, name string, took []time.Duration, failed int) {
	slices.Sort(took)
	fmt.Fprintf(w, "%s\t%d\t%.0f\t%s\t%s\t%s\t%s\t%d\t\n", name, len(took), float64(len(took))/r.took.Seconds(),
		milli(percentile(took, 50)), milli(percentile(took, 95)), milli(percentile(took, 99)), milli(percentile(took, 100)), failed)
}

// percentile is the shortest of sorted times that p of a hundred do not exceed: of
// the nearest rank, none in between. It is zero for none.
func percentile(sorted []time.Duration, p int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	rank := (len(sorted)*p + 99) / 100
	return sorted[max(rank, 1)-1]
}

func milli(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

// verdict is an error if anything was answered wrongly, nothing at all, or less
// than the minimum.
func (r *report) verdict(minimum float64) error {
	failed := 0
	for _, n := range r.failed {
		failed += n
	}
	switch rate := r.perSecond(); {
	case failed > 0:
		return fmt.Errorf("%d requests were not answered as they should be", failed)
	case rate == 0:
		return errors.New("nothing was asked")
	case rate < minimum:
		return fmt.Errorf("%.0f requests a second, want %.0f", rate, minimum)
	}
	return nil
}
