// Package page is what the pages for visitors and those for the merchant share:
// templates, static files, money as a reader writes it, forms of bounded size,
// and the handler that stands around all others.
//
// A part of the shop embeds its templates, parses them once and renders them:
//
//	//go:embed templates/*.html
//	var files embed.FS
//
//	pages, err := page.Parse(files, "templates")          // "_layout.html" and other "_…" in each page
//	pages.Render(w, http.StatusOK, "orders", data)        // templates/orders.html, through _layout.html
//
// A template writes figures by a [Reader], as a field of its data: {{.Money
// .Total}} where the data embeds one, {{$.Money .Total}} inside a range. Static
// files are those of package page: {{asset "style.css"}} is their address, with
// a digest that lets browsers keep them, and [Static] serves them. The security
// policy of [Harden] allows no inline style or script, neither in elements nor
// in attributes; SVG in a page says fill and stroke by attributes of their own.
//
// A form is read by [ReadForm], which limits its size; main puts everything
// behind [Harden] and serves it by [Server].
package page
