package e2e

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// screenshots is where the pictures of the pages go; empty: a temporary folder.
var screenshots = flag.String("screenshots", "", "folder for screenshots, which is made if it is not there")

// pictures is where the pictures of the README go; empty: none are made.
var pictures = flag.String("pictures", "", "folder for the pictures of the README")

// chromium is the browser of all tests: one process, in which each visitor has
// cookies and storage of their own.
var chromium struct {
	once    sync.Once
	missing error // why there is none
	ctx     context.Context
	close   []func()
}

func TestMain(m *testing.M) {
	flag.Parse()
	status := m.Run()
	for _, f := range chromium.close {
		f()
	}
	os.Exit(status)
}

// launched is the context of the browser. Without one the test is skipped or, where
// STOREFRONT_REQUIRE is set, fails; a short run needs none.
func launched(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("a short run opens no browser")
	}
	chromium.once.Do(func() { chromium.missing = launch() })
	switch {
	case chromium.missing != nil && os.Getenv("STOREFRONT_REQUIRE") != "":
		t.Fatal(chromium.missing)
	case chromium.missing != nil:
		t.Skip(chromium.missing)
	}
	return chromium.ctx
}

// launch starts Chromium with a profile that is thrown away, and without a way to
// anywhere but this machine.
func launch() error {
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		return fmt.Errorf("no chromium, chromium-browser or google-chrome in PATH: nothing is tested in a browser")
	}
	profile, err := os.MkdirTemp("", "storefront-e2e-")
	if err != nil {
		return err
	}
	flags := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.UserDataDir(filepath.Join(profile, "profile")), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
		chromedp.WSURLReadTimeout(time.Minute))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), flags...)
	ctx, cancel := chromedp.NewContext(allocator)
	chromium.ctx = ctx
	chromium.close = append(chromium.close, func() { _ = chromedp.Cancel(ctx) }, cancel, stop, func() { os.RemoveAll(profile) })
	if err := chromedp.Do(ctx); err != nil {
		return fmt.Errorf("%s does not start: %w", path, err)
	}
	return nil
}
