package e2e

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Widths of the two screens, in CSS pixels.
const (
	phone = 390
	wide  = 1280
)

//go:embed audit.js
var audit string

// look judges the page as it is now, on a phone and on a wide screen, by day and by
// night: that the texts stand on it, that it fits and can be used by anybody. It
// leaves a picture of each, and the wide screen by day.
func (v *visitor) look(name string, texts ...string) {
	v.t.Helper()
	for _, width := range []int64{phone, wide} {
		options := []chromedp.EmulateViewportOption{}
		height := int64(900)
		if width == phone {
			options, height = append(options, chromedp.EmulateMobile), 844
		}
		v.do(chromedp.EmulateViewport(width, height, options...))
		v.see(texts...)
		if most := eval[int64](v, "document.documentElement.scrollWidth"); most > width {
			v.t.Errorf("%s: %d pixels wide on a screen of %d: %s", name, most, width, eval[string](v, wider, width))
		}
		for _, scheme := range []string{"dark", "light"} {
			v.scheme(scheme)
			for _, fault := range eval[[]string](v, "("+audit+")()") {
				v.t.Errorf("%s, %d pixels wide, %s: %s", name, width, scheme, fault)
			}
		}
		v.picture(fmt.Sprintf("%s-%d", name, width), width)
	}
	v.quiet()
}

// wider names what stands out of the page.
const wider = `(width) => [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > width + 1)
	.slice(0, 5).map((e) => e.tagName + "." + e.className).join(", ")`

// scheme has the browser ask for a dark or light page.
func (v *visitor) scheme(scheme string) {
	v.t.Helper()
	params := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}}
	v.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, params)
		return err
	}))
}

// picture takes a picture of the whole page and demands that there is something on
// it.
func (v *visitor) picture(name string, width int64) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	data, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		v.t.Fatalf("picture of %s: %v", name, err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		v.t.Fatalf("picture of %s: %v", name, err)
	}
	if got := img.Bounds().Dx(); int64(got) != width {
		v.t.Errorf("picture of %s: %d pixels wide, want %d", name, got, width)
	}
	if n := colours(img); n < 20 {
		v.t.Errorf("picture of %s: %d colours: an empty page", name, n)
	}
	if rows, ok := illustrations[name]; ok && *pictures != "" {
		v.illustrate(name, img, rows.from, rows.to)
	}
	folder := *screenshots
	if folder == "" {
		folder = v.t.TempDir()
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		v.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, strings.ReplaceAll(name, "/", "-")+".png"), data, 0o644); err != nil {
		v.t.Fatal(err)
	}
}

// illustrations are the pictures of the README, with the rows of pixels that they
// are cut to.
var illustrations = map[string]struct{ from, to int }{
	"list-german-1280": {0, 720}, "checkout-briton-1280": {0, 720}, "office-placements-1280": {190, 752}, "office-repricing-1280": {415, 1175},
	"product-arabic-390": {0, 844}, "pay-on-delivery-390": {800, 1644},
}

// illustrate writes a part of a picture, packed as small as it goes.
func (v *visitor) illustrate(name string, img image.Image, from, to int) {
	v.t.Helper()
	part := image.NewNRGBA(image.Rect(0, 0, img.Bounds().Dx(), min(to, img.Bounds().Dy())-from))
	draw.Draw(part, part.Bounds(), img, image.Pt(0, from), draw.Src)
	var data bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&data, part); err != nil {
		v.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*pictures, name+".png"), data.Bytes(), 0o644); err != nil {
		v.t.Fatal(err)
	}
}

// colours counts the colours of some of the pixels of a picture, up to a hundred.
func colours(img image.Image) int {
	seen := map[color.Color]bool{}
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y += 2 {
		for x := b.Min.X; x < b.Max.X && len(seen) < 100; x += 3 {
			seen[img.At(x, y)] = true
		}
	}
	return len(seen)
}
