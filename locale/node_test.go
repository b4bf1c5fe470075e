package locale_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/cldr"
)

// intlScript answers each batch of rows on standard input with one line, after
// a first line of versions.
const intlScript = `
const found = new Map();
function resolved(tag) {
  if (!found.has(tag)) found.set(tag, new Intl.NumberFormat(tag).resolvedOptions().locale);
  return found.get(tag);
}
const digits = v => (v.split(':')[0].split('.')[1] || '').length;
function answer(b) {
  if (!b.any && resolved(b.locale) !== b.locale) return [];
  const o = {style: 'currency', currency: b.currency, ...JSON.parse('{' + b.options + '}')};
  if (b.currency === '') { o.style = 'percent'; delete o.currency; }
  if (o.cash) {
    delete o.cash;
    Object.assign(o, {minimumFractionDigits: b.cash, maximumFractionDigits: b.cash, roundingIncrement: b.step});
  }
  const made = new Map();
  return b.values.map(v => {
    const n = b.own ? digits(v) : -1;
    if (!made.has(n)) {
      made.set(n, new Intl.NumberFormat(b.locale, n < 0 ? o : {...o, minimumFractionDigits: n, maximumFractionDigits: n}));
    }
    const f = made.get(n);
    if (o.style === 'percent') return f.format(v + 'e-2');
    const [from, to] = v.split(':');
    return to === undefined ? f.format(v) : f.formatRange(from, to);
  });
}
const out = [JSON.stringify(process.versions)];
for (const line of require('fs').readFileSync(0, 'utf8').split('\n')) {
  if (line) out.push(JSON.stringify(answer(JSON.parse(line))));
}
process.stdout.write(out.join('\n'));
`

// intlBatch is what node is asked at once: one formatter and some values.
type intlBatch struct {
	Locale   string   `json:"locale"`
	Currency string   `json:"currency"`
	Style    string   `json:"-"`
	Options  string   `json:"options"`
	Own      bool     `json:"own"`
	Cash     int      `json:"cash"`
	Step     int      `json:"step"`
	Values   []string `json:"values"`
	// Any accepts that node serves the tag by another locale than the one it
	// names: an alias, or a region that CLDR has no data for.
	Any bool `json:"any"`
}

// newBatch asks for a style. It takes the value "1234m" as minor units.
func newBatch(tag string, c currency.Code, style string, other bool, values string) intlBatch {
	s := intlStyles[style]
	_, cash, step := cldr.Digits(c.Name())
	b := intlBatch{Locale: tag, Currency: c.Name(), Style: style, Options: s.options, Own: s.own, Cash: cash, Step: step, Any: other}
	if values == "" {
		values = s.values
	}
	if values == "" {
		values = intlValues
	}
	for _, v := range strings.Fields(values) {
		from, to, isRange := strings.Cut(v, ":")
		if v = plainValue(from, c, s.own); isRange {
			v += ":" + plainValue(to, c, s.own)
		}
		b.Values = append(b.Values, v)
	}
	return b
}

// plainValue returns a value of a batch in plain notation, with the digits that
// an amount of it has where node is asked for its own.
func plainValue(v string, c currency.Code, own bool) string {
	minor, ok := strings.CutSuffix(v, "m")
	if !ok {
		if a, err := currency.ParseAmount(v, c); err == nil && own {
			return a.Text()
		}
		return v
	}
	n, err := strconv.ParseInt(minor, 10, 64)
	if err != nil {
		panic(err)
	}
	return currency.FromMinor(n, c).Text()
}

type nodeVersions struct{ Node, ICU, CLDR string }

func (v nodeVersions) String() string {
	return fmt.Sprintf("node %s (ICU %s, CLDR %s)", v.Node, v.ICU, v.CLDR)
}

// nodePath returns the program that the variable NODE names, or the node in
// PATH.
func nodePath() (string, error) {
	if path := os.Getenv("NODE"); path != "" {
		return path, nil
	}
	return exec.LookPath("node")
}

// askNode returns what node writes for the batches. Rows of locales that node
// does not have are left out.
func askNode(t *testing.T, batches []intlBatch) ([]intlRow, nodeVersions) {
	t.Helper()
	path, err := nodePath()
	if err != nil {
		t.Skip("no node to compare with; testdata/intl.csv is compared all the same")
	}
	var in bytes.Buffer
	enc := json.NewEncoder(&in)
	for _, b := range batches {
		if err := enc.Encode(b); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(path, "-e", intlScript)
	cmd.Stdin, cmd.Stderr = &in, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v", err)
	}
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Scan()
	var v nodeVersions
	if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	var answered []intlRow
	for _, b := range batches {
		var want []string
		if !lines.Scan() {
			t.Fatal("node gave fewer lines than it was asked for")
		}
		if err := json.Unmarshal(lines.Bytes(), &want); err != nil {
			t.Fatal(err)
		}
		for i, w := range want {
			answered = append(answered, intlRow{b.Locale, b.Currency, b.Style, b.Values[i], w})
		}
	}
	return answered, v
}
