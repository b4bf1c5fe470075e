package office

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/landedhq/landed/examples/storefront/shop"
)

// finish starts a run and waits for its end.
func (p *place) finish(t testing.TB) {
	t.Helper()
	if w := p.ask(t, http.MethodPost, "/office/repricing/run", url.Values{}); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/office/repricing" {
		t.Fatalf("run: %d", w.Code)
	}
	p.run.running.Wait()
}

var previewID = regexp.MustCompile(`name="preview" value="([0-9a-f]+)"`)

// TestRepricing goes the whole way: new rates, a preview with the figures of the
// library, its publication, and that again.
func TestRepricing(t *testing.T) {
	p := furnish(t)
	p.finish(t)
	if text := plainText(p.get(t, "/office/repricing")); !strings.Contains(text, "There is nothing to publish") {
		t.Error(text)
	}
	p.ask(t, http.MethodPost, "/office/rates", url.Values{})
	before := p.shop.Table("de", "TEE")[0].Price.Shown
	p.finish(t)
	body := p.get(t, "/office/repricing")
	want, err := p.shop.Reprice(context.Background(), nil)
	if err != nil || len(want.Changes) == 0 {
		t.Fatalf("%d changes, %v", len(want.Changes), err)
	}
	f := p.frame("")
	if !strings.Contains(plainText(body), fmt.Sprintf("%d prices would change , %d stay", len(want.Changes), want.Unchanged)) {
		t.Errorf("counts: %s", plainText(body))
	}
	seen := 0
	shown := rows(body)
	for _, c := range want.Changes {
		for _, row := range shown {
			if len(row) == 7 && strings.HasSuffix(row[0], " "+c.After.SKU) && row[1] == f.Money(c.Before.Shown) && row[2] == f.Money(c.After.Shown) && row[4] == f.Money(c.LeftBefore) && row[5] == f.Money(c.LeftAfter) {
				seen++
				break
			}
		}
	}
	if seen != len(want.Changes) {
		t.Errorf("%d of %d changes are shown with their figures", seen, len(want.Changes))
	}
	id := previewID.FindStringSubmatch(body)
	if id == nil || id[1] != want.ID {
		t.Fatalf("the form names preview %q, want %s", id, want.ID)
	}
	if now := p.shop.Table("de", "TEE")[0].Price.Shown; !now.Equal(before) {
		t.Errorf("a preview moves the price from %v to %v", before, now)
	}
	for range 2 { // a button pressed twice
		w := p.ask(t, http.MethodPost, "/office/repricing/publish", url.Values{"preview": {id[1]}})
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/office/repricing?did=published" {
			t.Fatalf("publish: %d: %s", w.Code, plainText(w.Body.String()))
		}
	}
	if list, err := p.shop.Publications(context.Background(), 0, 10); err != nil || len(list) != 2 || list[0].By != User {
		t.Errorf("publications: %+v, %v", list, err)
	}
	if now := p.shop.Table("de", "TEE")[0].Price.Shown; now.Equal(before) {
		t.Error("the price did not move")
	}
	if text := plainText(p.get(t, "/office/publications/2")); !strings.Contains(text, "by office") || !strings.Contains(text, "at rates of 2026-03-19 (test)") {
		t.Error(text)
	}
	if changed := rows(p.get(t, "/office/publications/2")); len(changed)-1 != len(want.Changes) {
		t.Errorf("publication 2 shows %d changes of %d", len(changed)-1, len(want.Changes))
	}
	for path, status := range map[string]int{"/office/publications/3": 404, "/office/publications/x": 404, "/office/publications?before=x": 400} {
		if w := p.ask(t, http.MethodGet, path, nil); w.Code != status {
			t.Errorf("%s: %d, want %d", path, w.Code, status)
		}
	}
}

// A preview that was overtaken is refused, and nothing changes.
func TestOutdatedPreviewIsRefused(t *testing.T) {
	p := furnish(t)
	p.finish(t)
	old := p.run.get().Preview
	p.ask(t, http.MethodPost, "/office/rates", url.Values{})
	for _, c := range []struct{ reason, id, says string }{
		{"other rates came", old.ID, "out of date"},
		{"another preview", "0123456789", "not at hand"},
		{"none", "", "not at hand"},
	} {
		w := p.ask(t, http.MethodPost, "/office/repricing/publish", url.Values{"preview": {c.id}})
		if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s: %d: %s", c.reason, w.Code, plainText(w.Body.String()))
		}
	}
	if list, err := p.shop.Publications(context.Background(), 0, 10); err != nil || len(list) != 1 {
		t.Errorf("%d publications, %v", len(list), err)
	}
	if w := p.ask(t, http.MethodPost, "/office/repricing/publish", url.Values{"preview": {strings.Repeat("x", 1<<20)}}); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a form of a megabyte: %d", w.Code)
	}
}

// slow makes runs of an office wait in the middle until they are let go or end.
func (p *place) slow() (let, begun chan struct{}) {
	let, begun = make(chan struct{}), make(chan struct{}, 100)
	p.run.reprice = func(ctx context.Context, progress func(done, total int)) (shop.Preview, error) {
		progress(7, 20)
		begun <- struct{}{}
		select {
		case <-let:
			return p.shop.Reprice(ctx, progress)
		case <-ctx.Done():
			return shop.Preview{}, fmt.Errorf("in the middle: %w", ctx.Err())
		}
	}
	return let, begun
}

// However often the button is pressed there is one run; its page shows how far it
// is, reloads by itself without script, and finds it again.
func TestOneRunAtATime(t *testing.T) {
	p := furnish(t)
	let, begun := p.slow()
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() { p.ask(t, http.MethodPost, "/office/repricing/run", url.Values{}) })
	}
	all.Wait()
	<-begun
	for range 2 {
		body := p.get(t, "/office/repricing")
		if !strings.Contains(body, `<meta http-equiv="refresh" content="1">`) || !strings.Contains(body, `<progress max="20" value="7"`) || strings.Contains(body, "/office/repricing/run") {
			t.Error(plainText(body))
		}
	}
	close(let)
	p.run.running.Wait()
	body := p.get(t, "/office/repricing")
	if strings.Contains(body, "http-equiv") || !strings.Contains(plainText(body), "20 goods were priced") {
		t.Error(plainText(body))
	}
	if more := len(begun); more != 0 {
		t.Errorf("%d runs beside the first", more)
	}
}

func TestCancelRun(t *testing.T) {
	p := furnish(t)
	p.slow()
	p.ask(t, http.MethodPost, "/office/repricing/cancel", url.Values{}) // of none: nothing happens
	p.ask(t, http.MethodPost, "/office/repricing/run", url.Values{})
	p.ask(t, http.MethodPost, "/office/repricing/cancel", url.Values{})
	p.run.running.Wait()
	if s := p.run.get(); !s.Cancelled || s.Running || s.Preview != nil {
		t.Errorf("%+v", s)
	}
	if text := plainText(p.get(t, "/office/repricing")); !strings.Contains(text, "was cancelled") || !strings.Contains(text, "Price all goods") {
		t.Error(text)
	}
}

func TestRunThatFails(t *testing.T) {
	p := furnish(t)
	p.run.reprice = func(context.Context, func(int, int)) (shop.Preview, error) {
		return shop.Preview{}, errors.New("no <i>table</i>")
	}
	p.finish(t)
	if body := p.get(t, "/office/repricing"); !strings.Contains(body, "The run failed: no &lt;i&gt;table&lt;/i&gt;") {
		t.Error(plainText(body))
	}
}

func TestCloseEndsTheRun(t *testing.T) {
	p := furnish(t)
	p.slow()
	p.ask(t, http.MethodPost, "/office/repricing/run", url.Values{})
	p.Close()
	if s := p.run.get(); s.Running || !s.Cancelled {
		t.Errorf("%+v", s)
	}
	if w := p.ask(t, http.MethodPost, "/office/repricing/run", url.Values{}); w.Code != http.StatusServiceUnavailable {
		t.Errorf("a run after the end: %d", w.Code)
	}
}
