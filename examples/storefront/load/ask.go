package main

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// ask lets visitors ask until the time is over. What is under way then is still
// waited for, and counts.
func ask(ctx context.Context, c settings) *report {
	web := client(c.workers)
	defer web.CloseIdleConnections()
	r := &report{}
	start := time.Now()
	end := start.Add(c.length)
	turns := turns(ctx, start, end, c.rate)
	hard, stop := context.WithDeadline(context.WithoutCancel(ctx), end.Add(leftover))
	defer stop()
	var wait sync.WaitGroup
	for n := range c.workers {
		wait.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(n)))
			v := newVisitor(web, c.url, n)
			for due := range turns {
				kind := v.next(random)
				if c.rate == 0 {
					due = time.Now()
				}
				err := v.do(hard, kind, random)
				r.add(kind, time.Since(due), err)
			}
		})
	}
	wait.Wait()
	r.took = time.Since(start)
	return r
}

// turns gives each request the time at which it is due. At a rate, that time is
// fixed beforehand and waiting for a visitor to be free counts as waiting for the
// answer: a shop that stalls delays those that would have come meanwhile, too.
// Without a rate a request is due when a visitor is free.
func turns(ctx context.Context, start, end time.Time, rate float64) <-chan time.Time {
	out := make(chan time.Time)
	go func() {
		defer close(out)
		for n := 0; ; n++ {
			due := time.Now()
			if rate > 0 {
				due = start.Add(time.Duration(float64(n) / rate * float64(time.Second)))
			}
			if !due.Before(end) || !time.Now().Before(end) || !pause(ctx, time.Until(due)) {
				return
			}
			select {
			case out <- due:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// pause waits; it reports false if it was interrupted.
func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
