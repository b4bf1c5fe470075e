package office

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/storefront/page"
	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/examples/storefront/store"
)

type repricingPage struct {
	frame
	Run       runState
	Took      string
	Preview   *previewPart
	Published []publicationLine
}

// previewPart is what a preview says.
type previewPart struct {
	ID, RatesAsOf, RatesSource string
	Made                       string
	Changes, Unchanged         int
	Summary, Largest           table
	Markets                    []marketChanges
	Unpriced, Withdrawn        table
	Empty                      bool
}

type marketChanges struct {
	Name  string
	Count int
	Table table
}

// publicationLine is a publication in a list.
type publicationLine struct {
	Number          int
	At, By, RatesOf string
}

// repricing shows the run that is going on, or what the last one found.
func (o *Office) repricing(w http.ResponseWriter, r *http.Request) error {
	return o.showRepricing(w, r, http.StatusOK, "", notices[r.FormValue("did")])
}

// notices are what is said after something was done.
var notices = map[string]string{
	"published": "The new prices are published. Visitors see them from now on.",
	"refreshed": "The exchange rates are refreshed. No displayed price has moved: preview new ones under Repricing.",
}

func (o *Office) showRepricing(w http.ResponseWriter, r *http.Request, status int, fault, notice string) error {
	p := repricingPage{frame: o.frame("/office/repricing"), Run: o.run.get()}
	p.Fault, p.Notice, p.Reload = fault, notice, p.Run.Running
	p.Took = p.Run.Took.Round(time.Millisecond).String()
	if p.Run.Preview != nil {
		p.Preview = o.preview(p.frame, p.Run.Preview)
	}
	list, err := o.shop.Publications(r.Context(), 0, 5)
	if err != nil {
		return err
	}
	p.Published = o.publicationLines(p.frame, list)
	return o.render(w, status, "repricing", p)
}

func (o *Office) publicationLines(f frame, list []store.Publication) []publicationLine {
	lines := make([]publicationLine, len(list))
	for i, p := range list {
		lines[i] = publicationLine{p.Number, f.Day(p.At) + " " + f.Clock(p.At), p.By, f.Day(p.RatesAsOf) + " (" + p.RatesSource + ")"}
	}
	return lines
}

// start begins a repricing; one that is running goes on.
func (o *Office) start(w http.ResponseWriter, r *http.Request) error {
	if err := o.run.start(); err != nil && !errors.Is(err, errRunning) {
		return &statusError{http.StatusServiceUnavailable, err}
	}
	http.Redirect(w, r, "/office/repricing", http.StatusSeeOther)
	return nil
}

func (o *Office) cancel(w http.ResponseWriter, r *http.Request) error {
	o.run.cancel()
	http.Redirect(w, r, "/office/repricing", http.StatusSeeOther)
	return nil
}

// publish publishes the preview that the form names, if it is the one at hand.
func (o *Office) publish(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	at := o.run.get().Preview
	if at == nil || at.ID != form.Get("preview") {
		return o.showRepricing(w, r, http.StatusConflict, "That preview is not at hand any more: look at a new one and publish that.", "")
	}
	_, err = o.shop.Publish(r.Context(), *at, User)
	switch {
	case errors.Is(err, shop.ErrOutdated):
		return o.showRepricing(w, r, http.StatusConflict, "Nothing was published: "+err.Error()+". Make a new preview.", "")
	case errors.Is(err, shop.ErrNoChange):
		return o.showRepricing(w, r, http.StatusConflict, "Nothing was published, because no price changes.", "")
	case err != nil:
		return err
	}
	http.Redirect(w, r, "/office/repricing?did=published", http.StatusSeeOther)
	return nil
}

// preview puts a preview into tables.
func (o *Office) preview(f frame, p *shop.Preview) *previewPart {
	part := &previewPart{
		ID: p.ID, RatesAsOf: f.Day(p.RatesAsOf), RatesSource: p.RatesSource, Made: f.Day(p.Made) + " " + f.Clock(p.Made),
		Changes: len(p.Changes), Unchanged: p.Unchanged, Empty: p.Empty(),
	}
	part.Summary = table{Caption: "What changes, by market", Head: columns("Market", "Prices#", "Up#", "Down#", "New#", "One of each leaves#", "Why")}
	for _, m := range o.shop.Markets() {
		own := slices.DeleteFunc(slices.Clone(p.Changes), func(c shop.Change) bool { return c.After.Market != m.ID })
		if len(own) == 0 {
			continue
		}
		name := marketName(&m)
		part.Summary.Rows = append(part.Summary.Rows, f.summaryRow(name, own))
		part.Markets = append(part.Markets, marketChanges{name, len(own), o.changesTable(f, name, own, false)})
	}
	part.Largest = o.changesTable(f, "The largest moves", largest(p.Changes, 5), true)
	part.Unpriced = o.unpricedTable("Without a price", p.Unpriced)
	part.Withdrawn = o.unpricedTable("Sold so far, and not any more", p.Withdrawn)
	return part
}

// largest are the changes that move by most percent, either way.
func largest(changes []shop.Change, n int) []shop.Change {
	sorted := slices.Clone(changes)
	slices.SortStableFunc(sorted, func(a, b shop.Change) int { return b.Percent.Abs().Cmp(a.Percent.Abs()) })
	return sorted[:min(n, len(sorted))]
}

// summaryRow counts the changes of a market. The effect on the margin is that of
// one unit of each good.
func (f frame) summaryRow(name string, changes []shop.Change) []cell {
	up, down, fresh := 0, 0, 0
	var causes []string
	var moves currency.Total
	known := false
	for i := range changes {
		c := &changes[i]
		switch order := c.Percent.Sign(); {
		case c.Before == nil:
			fresh++
		case order < 0:
			down++
		default:
			up++
		}
		for _, cause := range c.Causes {
			if !slices.Contains(causes, string(cause)) {
				causes = append(causes, string(cause))
			}
		}
		if move := c.Move(); move != (currency.Amount{}) {
			moves.Add(move)
			known = true
		}
	}
	effect := cell{Text: "not known"}
	if total, err := moves.Amount(); known && err == nil {
		effect = f.signed(total)
	}
	slices.Sort(causes)
	return []cell{{Text: name, Head: true}, words(fmt.Sprint(len(changes))), words(fmt.Sprint(up)), words(fmt.Sprint(down)), words(fmt.Sprint(fresh)), effect, words(causeText(causes))}
}

// signed is what somebody gains or loses.
func (f frame) signed(a currency.Amount) cell {
	c := cell{Text: f.Signed(a)}
	if a.Sign() < 0 {
		c.Kind = "warn"
	}
	return c
}

func (o *Office) changesTable(f frame, caption string, changes []shop.Change, market bool) table {
	t := table{Caption: caption, Head: columns("Good", "Shown#", "Would be#", "By#", "Left now#", "Left then#", "Why")}
	if market {
		t.Head = slices.Insert(t.Head, 1, column{Name: "Market"})
	}
	for i := range changes {
		c := &changes[i]
		row := []cell{{Text: goodName(c), Note: c.After.SKU, Head: true}, words("–"), words(f.Money(c.After.Shown)), words("new"), words(f.MoneyOrDash(c.LeftBefore)), words(f.MoneyOrDash(c.LeftAfter)), words(causes(c))}
		if c.Before != nil {
			row[1] = words(f.Money(c.Before.Shown))
			row[3] = words(signedPercent(c))
		}
		if market {
			row = slices.Insert(row, 1, words(o.name(c.After.Market)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func goodName(c *shop.Change) string {
	if c.Good == nil {
		return c.After.SKU // not in the catalogue any more
	}
	return c.Good.Name(language.English)
}

func signedPercent(c *shop.Change) string {
	if c.Percent.IsPositive() {
		return "+" + c.Percent.StringFixed(1) + " %"
	}
	return c.Percent.StringFixed(1) + " %"
}

func causes(c *shop.Change) string {
	var all []string
	for _, cause := range c.Causes {
		all = append(all, string(cause))
	}
	return causeText(all)
}

// causeText says causes in words of the office.
func causeText(all []string) string {
	names := map[string]string{"price": "list price or rounding", "rate": "exchange rate", "law": "law", "terms": "placement"}
	text := ""
	for i, c := range all {
		if i > 0 {
			text += ", "
		}
		text += cmp.Or(names[c], c)
	}
	return text
}

func (o *Office) unpricedTable(caption string, all []shop.Unpriced) table {
	t := table{Caption: caption, Head: columns("Good", "Market", "Why")}
	for _, u := range all {
		t.Rows = append(t.Rows, []cell{{Text: u.Good.Name(language.English), Note: u.Good.SKU, Head: true}, words(o.name(u.Market)), words(u.Err.Error())})
	}
	return t
}

type publicationsPage struct {
	frame
	Published []publicationLine
	Older     int // number before which the next page begins; 0: there is none
}

const publicationsPerPage = 50

// publications lists what was published.
func (o *Office) publications(w http.ResponseWriter, r *http.Request) error {
	before := 0
	if text := r.FormValue("before"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return &statusError{http.StatusBadRequest, fmt.Errorf("%.20q is not the number of a publication", text)}
		}
		before = n
	}
	list, err := o.shop.Publications(r.Context(), before, publicationsPerPage)
	if err != nil {
		return err
	}
	p := publicationsPage{frame: o.frame("/office/repricing")}
	p.Published = o.publicationLines(p.frame, list)
	if n := len(list); n == publicationsPerPage && list[n-1].Number > 1 {
		p.Older = list[n-1].Number
	}
	return o.render(w, http.StatusOK, "publications", p)
}

type publicationPage struct {
	frame
	publicationLine
	Prices int
	Table  table
}

// publication shows what a publication changed.
func (o *Office) publication(w http.ResponseWriter, r *http.Request) error {
	n, err := strconv.Atoi(r.PathValue("number"))
	if err != nil || n < 1 {
		return &statusError{http.StatusNotFound, fmt.Errorf("there is no publication %.20q", r.PathValue("number"))}
	}
	published, changes, err := o.shop.PublishedChanges(r.Context(), n)
	if errors.Is(err, store.ErrNotFound) {
		return &statusError{http.StatusNotFound, fmt.Errorf("there is no publication %d", n)}
	}
	if err != nil {
		return err
	}
	p := publicationPage{frame: o.frame("/office/repricing"), Prices: len(published.Prices)}
	p.publicationLine = o.publicationLines(p.frame, []store.Publication{published})[0]
	p.Table = table{Caption: "What it showed otherwise than the one before", Head: columns("Good", "Market", "Before#", "After#", "By#")}
	for i := range changes {
		c := &changes[i]
		row := []cell{{Text: goodName(c), Note: c.After.SKU, Head: true}, words(o.name(c.After.Market)), words("–"), words(p.Money(c.After.Shown)), words("new")}
		if c.Before != nil {
			row[2], row[4] = words(p.Money(c.Before.Shown)), words(signedPercent(c))
		}
		p.Table.Rows = append(p.Table.Rows, row)
	}
	return o.render(w, http.StatusOK, "publication", p)
}
