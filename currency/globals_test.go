package currency

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

// A host program may set shopspring's package variables as it likes. The test
// runs itself again as such a program, and compares.

const globalsVariable = "LANDED_TEST_SHOPSPRING_GLOBALS"

func TestMain(m *testing.M) {
	if os.Getenv(globalsVariable) != "" {
		decimal.DivisionPrecision = 1
		decimal.PowPrecisionNegativeExponent = 1
		decimal.MarshalJSONWithoutQuotes = true
		decimal.TrimTrailingZeros = true
		decimal.UseScientificNotation = true
		decimal.ExpMaxIterations = 1
		decimal.MaxDecodeExponent = 1
	}
	os.Exit(m.Run())
}

func TestShopspringGlobals(t *testing.T) {
	if os.Getenv(globalsVariable) != "" {
		fmt.Printf("digest %x\n", digest(t))
		return
	}
	run := exec.Command(os.Args[0], "-test.run", "^(TestLaw.*|TestShopspringGlobals|TestRateJSON|TestAmountJSON|TestRounding)$", "-test.v", "-test.short")
	run.Env = append(os.Environ(), globalsVariable+"=1")
	out, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("with other globals the tests fail: %v\n%s", err, out)
	}
	if want := fmt.Sprintf("digest %x\n", digest(t)); !strings.Contains(string(out), want) {
		t.Errorf("with other globals the results have another %s, this is\n%s", want, out)
	}
}

// digest is a hash of the text and JSON of many results.
func digest(t *testing.T) uint64 {
	t.Helper()
	g := generator{rand.New(rand.NewPCG(1, 2))}
	h := fnv.New64a()
	for range 500 {
		c, r := g.code(), g.rounding()
		a, x, y := g.amount(c), g.number(), g.number()
		rate := g.rate(c, USD)
		product, err1 := a.MulRound(x, r)
		quotient, err2 := a.MulDiv(x, y, r)
		parts, err3 := a.Allocate(g.weights(), r)
		converted, err4 := rate.Convert(a, r)
		data, err := json.Marshal(map[string]any{"product": product, "quotient": quotient, "parts": parts, "converted": converted, "rate": rate, "margin": rate.Margin().Coefficient(), "value": rate.Value(6).Coefficient()})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(h, string(data), rate, err1, err2, err3, err4)
	}
	return h.Sum64()
}
