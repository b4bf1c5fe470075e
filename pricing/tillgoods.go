package pricing

import (
	"sync/atomic"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

// tillClass is goods that the law treats alike, whatever they cost.
type tillClass struct {
	key  classKey
	good Product     // stands for all of them where the law is asked
	code duty.Code   // as customs read it; empty if there is none
	left bool        // a rule of tax leaves such goods out
	on   *shelfClass // of the shelf; nil if there are no such goods
	last atomic.Pointer[tillLevies]
}

const nearClasses = 512 // a power of two, as many as kinds are spread over

// class finds the class of a product; nil if it is one of its own.
func (t *till) class(p *Product) *tillClass {
	if p.singular() || p.Measures != nil {
		return nil
	}
	mark := markOf(p)
	near := &t.near[mark.place()%nearClasses]
	if c := near.Load(); c != nil && c.key.is(p) {
		return c
	}
	key := classOf(p)
	c, ok := t.classes.find(key)
	if !ok {
		c = t.classes.add(key.own(), t.newClass(key), maxClasses)
	}
	near.Store(c)
	return c
}

// newClass compiles a class. That its texts are good the shelf has checked,
// where it has such goods.
func (t *till) newClass(key classKey) *tillClass {
	key = key.own()
	c := &tillClass{key: key, good: Product{
		SKU: "class", Price: currency.FromMinor(1, t.shelf.list), Category: key.category, HSCode: key.hsCode, Origin: key.origin,
	}}
	c.on = t.shelf.class(&c.good)
	if code, err := duty.ParseCode(key.hsCode); err == nil {
		c.code, c.left = code, t.decider.UsesCode(string(code))
	}
	return c
}
