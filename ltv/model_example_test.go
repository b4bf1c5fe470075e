package ltv_test

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/landedhq/landed/ltv"
)

// The parameters that Fader, Hardie and Lee published for the shop CDNOW, in weeks.
var cdnow = ltv.BGNBD{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426, Unit: ltv.Week}

func ExampleBGNBD() {
	customer := ltv.Summary{Repeat: 2, Last: 213, Age: 272} // in days
	fmt.Printf("alive with %.1f %%\n", 100*cdnow.Alive(customer))
	fmt.Printf("%.3f orders expected in 39 weeks\n", cdnow.Expected(customer, 39*7))
	fmt.Printf("%.3f of a new customer\n", cdnow.New(39*7))
	fmt.Printf("none at all of one in %.1f %%\n", 100*cdnow.Probability(ltv.Summary{}, 0, 39*7))
	// Output:
	// alive with 72.7 %
	// 1.226 orders expected in 39 weeks
	// 1.197 of a new customer
	// none at all of one in 57.4 %
}

func ExampleBGNBD_Residual() {
	customer := ltv.Summary{Repeat: 2, Last: 213, Age: 272}
	if _, err := cdnow.Residual(customer, 0); err != nil {
		fmt.Println(err)
	}
	orders, err := cdnow.Residual(customer, ltv.Rate(0.15))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f orders, discounted at 15 %% a year\n", orders)
	// Output:
	// ltv: BG/NBD: residual orders: no finite value: with a = 0.793, not above 1, they add up without limit unless they are discounted; state a rate, or ask for the orders of a number of days
	// 5.18 orders, discounted at 15 % a year
}

func ExampleMBGNBD() {
	model := ltv.MBGNBD{R: 0.525, Alpha: 6.183, A: 0.891, B: 1.614, Unit: ltv.Week}
	fmt.Printf("alive with %.0f %% after one order and 39 weeks of silence\n", 100*model.Alive(ltv.Summary{Age: 39 * 7}))
	// Output:
	// alive with 39 % after one order and 39 weeks of silence
}

func ExampleParetoNBD() {
	model := ltv.ParetoNBD{R: 0.553, Alpha: 10.578, S: 0.606, Beta: 11.669, Unit: ltv.Week}
	customer := ltv.Summary{Repeat: 26, Last: 216, Age: 217}
	fmt.Printf("alive with %.1f %%, %.1f orders expected in a year\n", 100*model.Alive(customer), model.Expected(customer, 52*7))
	// Output:
	// alive with 99.8 %, 25.5 orders expected in a year
}

func ExampleGammaGamma() {
	// Fader and Hardie's parameters for CDNOW, in US dollars.
	model := ltv.GammaGamma{P: 6.25, Q: 3.74, V: 15.44}
	for _, spend := range []ltv.Spend{{}, {Orders: 1, Mean: 11.77}, {Orders: 7, Mean: 73.74}} {
		mean, err := model.Mean(spend)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%d orders of %.2f: the next of %.2f\n", spend.Orders, spend.Mean, mean)
	}
	// Output:
	// 0 orders of 0.00: the next of 35.22
	// 1 orders of 11.77: the next of 18.92
	// 7 orders of 73.74: the next of 71.47
}

func ExampleSBG() {
	model := ltv.SBG{Alpha: 0.668, Beta: 3.806}
	fmt.Printf("%.0f %% renew at first, %.0f %% after five renewals\n", 100*model.Retention(1), 100*model.Retention(6))
	payments, err := model.Lifetime(0.1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f payments, discounted at 10 %%\n", payments)
	// Output:
	// 85 % renew at first, 93 % after five renewals
	// 5.92 payments, discounted at 10 %
}

func ExampleBGBB() {
	model := ltv.BGBB{Alpha: 1.204, Beta: 0.750, Gamma: 0.657, Delta: 2.783}
	donor := ltv.Summary{Repeat: 4, Last: 5, Age: 6} // in yearly appeals
	fmt.Printf("there at the next appeal with %.0f %%\n", 100*model.Alive(donor, 1))
	fmt.Printf("%.2f donations expected of the next ten\n", model.Expected(donor, 10))
	// Output:
	// there at the next appeal with 70 %
	// 3.63 donations expected of the next ten
}

func ExampleFitBGNBD() {
	// What customers had done 90 days after their first order. Groups comes from
	// any number of customers by ltv.Groups.
	var groups []ltv.Group
	for _, g := range [][3]int{
		{0, 0, 600}, {1, 5, 80}, {1, 30, 60}, {1, 80, 25}, {2, 10, 30}, {2, 50, 15}, {2, 88, 20},
		{4, 15, 15}, {4, 87, 12}, {8, 25, 6}, {8, 89, 14}, {15, 40, 2}, {15, 89, 8},
	} {
		groups = append(groups, ltv.Group{Summary: ltv.Summary{Repeat: g[0], Last: g[1], Age: 90}, Count: g[2]})
	}
	model, fit, err := ltv.FitBGNBD(groups, ltv.FitOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(fit.Converged, fit.Customers, "customers in", fit.Groups, "groups")
	for _, p := range fit.Parameters {
		fmt.Printf("%s = %.2f ± %.2f\n", p.Name, p.Value, p.StdErr)
	}
	fmt.Printf("%.1f orders of a new customer in 90 days\n", model.New(90))

	// A market with three customers is drawn toward the others.
	few := []ltv.Group{{Summary: ltv.Summary{Age: 30}, Count: 3}}
	_, _, err = ltv.FitBGNBD(few, ltv.FitOptions{})
	fmt.Println(err)
	small, fit, err := ltv.FitBGNBD(few, ltv.FitOptions{Pool: model, Weight: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("pooled: %t, %.1f orders\n", fit.Pooled, small.New(90))
	// Output:
	// true 887 customers in 13 groups
	// r = 0.13 ± 0.01
	// alpha = 4.65 ± 0.70
	// a = 0.63 ± 0.13
	// b = 0.75 ± 0.21
	// 0.8 orders of a new customer in 90 days
	// ltv: fitting BG/NBD: too few customers: none has ordered again; give a Pool to draw the fit toward
	// pooled: true, 0.7 orders
}

func ExampleFitGammaGamma() {
	// What customers spent on repeat orders: how many, and the mean. From orders
	// it is Cohort.Spends.
	var spends []ltv.Spend
	for i, mean := range []float64{18, 95.5, 31, 240, 55, 12.4, 70, 130, 44, 26, 61.3, 33} {
		spends = append(spends, ltv.Spend{Orders: 1 + i%5, Mean: mean})
	}
	model, fit, err := ltv.FitGammaGamma(spends, ltv.FitOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	mean, err := model.Population()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d customers, an order of %.2f\n", fit.Customers, mean)
	// Output:
	// 12 customers, an order of 71.75
}

func ExampleFitSBG() {
	// Of 1,000 subscribers 369 cancelled when the first renewal was due, 163 when
	// the second was, and so on; 241 are still there after the seventh.
	var tenures []ltv.Tenure
	for renewals, lost := range []int{369, 163, 86, 56, 37, 27, 21} {
		tenures = append(tenures, ltv.Tenure{Renewals: renewals, Lost: true, Count: lost})
	}
	tenures = append(tenures, ltv.Tenure{Renewals: 7, Count: 241})
	model, fit, err := ltv.FitSBG(tenures, ltv.FitOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range fit.Parameters {
		fmt.Printf("%s = %.3f ± %.3f\n", p.Name, p.Value, p.StdErr)
	}
	fmt.Printf("%.1f %% are there after twelve\n", 100*model.Survival(12))
	// Output:
	// alpha = 0.704 ± 0.066
	// beta = 1.182 ± 0.152
	// 17.0 % are there after twelve
}

func ExampleBGNBD_MarshalJSON() {
	text, err := json.Marshal(cdnow)
	fmt.Println(string(text), err)
	// Output:
	// {"model":"BG/NBD","r":0.243,"alpha":4.414,"a":0.793,"b":2.426,"unit_days":7} <nil>
}

// The likelihood of what customers did, under the parameters of each model,
// tells which one describes them better.
func ExampleBGNBD_LogLikelihood() {
	customers := []ltv.Summary{{Age: 272}, {Repeat: 2, Last: 213, Age: 272}, {Repeat: 1, Last: 12, Age: 273}}
	for _, model := range []interface {
		LogLikelihood(s ltv.Summary) float64
		Check() error
	}{
		cdnow,
		ltv.MBGNBD{R: 0.525, Alpha: 6.183, A: 0.891, B: 1.614, Unit: ltv.Week},
		ltv.ParetoNBD{R: 0.553, Alpha: 10.578, S: 0.606, Beta: 11.669, Unit: ltv.Week},
	} {
		sum := 0.0
		for _, c := range customers {
			sum += model.LogLikelihood(c)
		}
		fmt.Printf("%T %.3f %v\n", model, sum, model.Check())
	}
	// Output:
	// ltv.BGNBD -14.484 <nil>
	// ltv.MBGNBD -14.487 <nil>
	// ltv.ParetoNBD -14.527 <nil>
}

// How much customers differ in what they spend, and how sure a guess about one
// of them is.
func ExampleGammaGamma_Spread() {
	model := ltv.GammaGamma{P: 6.25, Q: 3.74, V: 15.44}
	variance, err := model.Variance()
	fmt.Printf("%.2f between customers, %v\n", math.Sqrt(variance), err)
	for _, spend := range []ltv.Spend{{Orders: 1, Mean: 50}, {Orders: 20, Mean: 50}} {
		spread, err := model.Spread(spend)
		fmt.Printf("%.2f after %d orders, %v\n", spread, spend.Orders, err)
	}
	// Output:
	// 26.70 between customers, <nil>
	// 16.09 after 1 orders, <nil>
	// 4.41 after 20 orders, <nil>
}

// Yearly appeals to the donors of one year, grouped by the number of gifts
// since and by the year of the last one.
func ExampleFitBGBB() {
	var groups []ltv.Group
	for _, g := range [][3]int{{0, 0, 350}, {1, 1, 110}, {1, 6, 20}, {2, 2, 45}, {2, 6, 25}, {3, 4, 15}, {3, 6, 40}, {4, 6, 45}, {5, 6, 60}, {6, 6, 120}} {
		groups = append(groups, ltv.Group{Summary: ltv.Summary{Repeat: g[0], Last: g[1], Age: 6}, Count: g[2]})
	}
	model, fit, err := ltv.FitBGBB(groups, ltv.FitOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%t of %d donors: %.1f gifts of a new one at the next ten appeals\n", fit.Converged, fit.Customers, model.New(10))
	// Output: true of 830 donors: 3.1 gifts of a new one at the next ten appeals
}
