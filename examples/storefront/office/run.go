package office

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/landedhq/landed/examples/storefront/shop"
)

// run is the repricing of the catalogue: one at a time, in the background, so that
// a page that is closed or loaded anew changes nothing. The preview of the last one
// is kept until another is made.
type run struct {
	reprice func(ctx context.Context, progress func(done, total int)) (shop.Preview, error)
	now     func() time.Time

	mu      sync.Mutex
	state   runState
	stop    context.CancelFunc // of the one that is running
	running sync.WaitGroup
	closed  bool
}

// runState is what is known of the current run, or of the last one.
type runState struct {
	Running     bool
	Stopping    bool
	Done, Total int
	Began       time.Time
	Took        time.Duration
	Preview     *shop.Preview // of the last one that came to its end
	Cancelled   bool
	Err         error
}

// errRunning says that there is a run already, errClosed that there will be none.
var (
	errRunning = errors.New("a repricing is running already")
	errClosed  = errors.New("the office is closing")
)

// start begins a run. It returns errRunning if there is one.
func (r *run) start() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.closed:
		return errClosed
	case r.state.Running:
		return errRunning
	}
	// Not the context of the request that asked for it: the run outlives that.
	ctx, stop := context.WithCancel(context.Background())
	r.stop = stop
	r.state = runState{Running: true, Began: r.now()}
	r.running.Go(func() {
		defer stop()
		preview, err := r.reprice(ctx, r.progress)
		r.end(preview, err)
	})
	return nil
}

func (r *run) progress(done, total int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state.Done, r.state.Total = done, total
}

func (r *run) end(preview shop.Preview, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state.Running, r.state.Stopping = false, false
	r.state.Took = r.now().Sub(r.state.Began)
	switch {
	case errors.Is(err, context.Canceled):
		r.state.Cancelled = true
	case err != nil:
		r.state.Err = err
	default:
		r.state.Preview = &preview
	}
}

// cancel stops the run, if there is one.
func (r *run) cancel() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.state.Running {
		r.state.Stopping = true
		r.stop()
	}
}

// get returns what is known now.
func (r *run) get() runState {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.state
}

// close stops the run and waits for it; there will be no other.
func (r *run) close() {
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
	r.cancel()
	r.running.Wait()
}
