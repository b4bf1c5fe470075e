package e2e

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/landedhq/landed/examples/storefront/office"
)

// patience is how long a visitor waits for anything.
const patience = 12 * time.Second

// visitor is somebody with a browser of their own.
type visitor struct {
	t     *testing.T
	place *place
	ctx   context.Context

	mu      sync.Mutex
	faults  []string // that the browser has reported
	allowed []int    // statuses that are part of the test
}

// person is who a visitor is.
type person struct {
	lang, zone string
	noScript   bool
}

// visit opens a browser of its own for somebody.
func (p *place) visit(t *testing.T, who person) *visitor {
	t.Helper()
	ctx, cancel := chromedp.NewContext(launched(t), chromedp.WithNewBrowserContext())
	v := &visitor{t: t, place: p, ctx: ctx}
	t.Cleanup(func() {
		v.quiet()
		cancel()
	})
	if err := chromedp.Do(ctx, v.settle(who)); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, v.hear); err != nil {
		t.Fatal(err)
	}
	return v
}

// settle gives the browser its language, its place and its clock, which goes as
// that of the shop did when the test began.
func (v *visitor) settle(who person) chromedp.Action[chromedp.Void] {
	ahead := time.Until(v.place.now()).Milliseconds()
	clock := fmt.Sprintf(`(() => { const Real = Date; globalThis.Date = class extends Real {
		constructor(...a) { if (a.length) { super(...a); } else { super(Real.now() + %[1]d); } }
		static now() { return Real.now() + %[1]d; } }; })()`, ahead)
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		version, err := cdp.Call(ctx, t, browser.GetVersion, cdp.Empty{})
		if err != nil {
			return err
		}
		agent := emulation.SetUserAgentOverrideParams{UserAgent: version.UserAgent, AcceptLanguage: who.lang}
		steps := []func() error{
			func() error { _, err := cdp.Call(ctx, t, emulation.SetUserAgentOverride, agent); return err },
			func() error {
				_, err := cdp.Call(ctx, t, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: who.zone})
				return err
			},
			func() error {
				_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: clock})
				return err
			},
			func() error {
				_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: who.noScript})
				return err
			},
			func() error { _, err := cdp.Call(ctx, t, cdplog.Enable, cdp.Empty{}); return err },
			func() error { _, err := chromedp.EmulateViewport(wide, 900)(ctx, t); return err },
		}
		for _, step := range steps {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
}

// hear notes what the browser complains of.
func (v *visitor) hear(event any) {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		v.faults = append(v.faults, fmt.Sprintf("exception: %+v", e.ExceptionDetails))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning || e.Type == runtime.ConsoleAPICalledTypeAssert {
			v.faults = append(v.faults, fmt.Sprintf("console: %s: %v", e.Type, e.Args))
		}
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == "error" || e.Entry.Level == "warning" || e.Entry.Source == "violation" {
			v.faults = append(v.faults, fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	}
}

// allow says that an answer of a status is part of the test: the browser reports
// each above 400.
func (v *visitor) allow(status ...int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.allowed = append(v.allowed, status...)
}

// quiet demands that the browser has complained of nothing.
func (v *visitor) quiet() {
	v.t.Helper()
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, fault := range v.faults {
		if !slices.ContainsFunc(v.allowed, func(status int) bool {
			return strings.Contains(fault, fmt.Sprintf("responded with a status of %d ", status))
		}) {
			v.t.Errorf("the browser says: %s", fault)
		}
	}
	v.faults = nil
}

// do does something in the browser.
func (v *visitor) do(steps ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		v.t.Fatalf("%v\n%s", err, v.text())
	}
}

// eval is the value of an expression in the page.
func eval[T any](v *visitor, expression string, args ...any) T {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	if len(args) > 0 {
		text, err := json.Marshal(args)
		if err != nil {
			v.t.Fatal(err)
		}
		expression = "(" + expression + ")(..." + string(text) + ")"
	}
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		v.t.Fatalf("%.80s: %v", expression, err)
	}
	return value
}

// open goes to an address of the shop.
func (v *visitor) open(path string) {
	v.t.Helper()
	v.do(chromedp.Navigate(v.place.url + path))
}

// text is what stands on the page, with spaces of one kind; nothing while another
// page comes.
func (v *visitor) text() string {
	return strings.Join(strings.Fields(v.now("document.body.innerText")), " ")
}

// path is where the browser is.
func (v *visitor) path() string { return v.now("location.pathname") }

// now is the value of an expression, "" if there is no page at this moment.
func (v *visitor) now(expression string) string {
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[string](expression))
	if err != nil {
		return ""
	}
	return value
}

// signIn has the browser send the password of the office, as it does once its dialog
// was answered.
func (v *visitor) signIn() {
	v.t.Helper()
	v.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		basic := "Basic " + base64.StdEncoding.EncodeToString([]byte(office.User+":"+password))
		params := network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Authorization": basic}}
		_, err := cdp.Call(ctx, t, network.SetExtraHTTPHeaders, params)
		return err
	}))
}

// see waits until texts stand on the page.
func (v *visitor) see(texts ...string) {
	v.t.Helper()
	var missing []string
	v.until(func() bool {
		text := v.text()
		missing = slices.DeleteFunc(slices.Clone(texts), func(s string) bool { return strings.Contains(text, s) })
		return len(missing) == 0
	}, func() string { return fmt.Sprintf("%s: %q is not on the page:\n%s", v.path(), missing, v.text()) })
}

// until waits until something is so.
func (v *visitor) until(so func() bool, otherwise func() string) {
	v.t.Helper()
	for end := time.Now().Add(patience); !so(); {
		if time.Now().After(end) {
			v.t.Fatal(otherwise())
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// fresh waits until the page has asked for the prices of what was typed last, and
// got them.
func (v *visitor) fresh() {
	v.t.Helper()
	v.until(func() bool { return eval[bool](v, `!document.querySelector("#summary[aria-busy]")`) },
		func() string { return "the prices do not come" })
}

// click clicks on something, which leads to no other page.
func (v *visitor) click(selector string) {
	v.t.Helper()
	v.do(chromedp.Click(chromedp.CSS(selector)))
}

// follow clicks on something, and waits for the page that it leads to.
func (v *visitor) follow(selector string) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
		v.t.Fatalf("%s: %v\n%s", selector, err, v.text())
	}
}

// fill types into a field in the place of what is there, and leaves it; of a list
// it picks an option.
func (v *visitor) fill(id, text string) {
	v.t.Helper()
	if eval[bool](v, `(id) => document.getElementById(id).tagName === "SELECT"`, id) {
		v.choose(id, text)
		return
	}
	v.do(chromedp.Focus(chromedp.ID(id)), selectAll, chromedp.KeyEvent(text+"\t"))
}

var selectAll = chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
	_, err := cdp.Call(ctx, t, input.DispatchKeyEvent, input.DispatchKeyEventParams{
		Type: input.DispatchKeyEventTypeKeyDown, Key: "a", Code: "KeyA", Modifiers: 2, Commands: []string{"selectAll"},
	})
	return err
})

// choose picks an option of a list, as a click on it does.
func (v *visitor) choose(id, value string) {
	v.t.Helper()
	if !eval[bool](v, `(id, value) => { const s = document.getElementById(id); s.focus(); s.value = value;
		s.dispatchEvent(new Event("input", {bubbles: true})); s.dispatchEvent(new Event("change", {bubbles: true})); return s.value === value; }`, id, value) {
		v.t.Fatalf("%s has no %s", id, value)
	}
}

// twice clicks on something two times, as fast as can be, and waits for no answer
// in between.
func (v *visitor) twice(selector string) {
	v.t.Helper()
	at := v.middle(selector)
	down, up := input.DispatchMouseEventTypeMousePressed, input.DispatchMouseEventTypeMouseReleased
	v.do(mouse(down, at, 1), mouse(up, at, 1), mouse(down, at, 2), mouse(up, at, 2))
}

// middle is where on the screen something is, which it brings there.
func (v *visitor) middle(selector string) []float64 {
	v.t.Helper()
	return eval[[]float64](v, `(s) => { const e = document.querySelector(s); e.scrollIntoView({block: "center", behavior: "instant"});
		const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }`, selector)
}

// mouse presses or releases the button of the mouse, for the nth time in a row.
func mouse(kind input.DispatchMouseEventType, at []float64, n int64) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		p := input.DispatchMouseEventParams{Type: kind, X: at[0], Y: at[1], Button: input.MouseButtonLeft, ClickCount: n}
		_, err := cdp.Call(ctx, t, input.DispatchMouseEvent, p)
		return err
	})
}
