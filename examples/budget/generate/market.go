package main

import (
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
)

// lastDay is the last day of the files, months how many of them they hold.
var lastDay = currency.NewDate(2026, time.October, 31)

const months = 24

// market is the truth about a made-up market, which the example has to find out.
type market struct {
	name    string
	buying  ltv.BGNBD // how its customers come back
	most    float64   // of them that a month of spending can win
	half    float64   // dollars that win half of these
	spend   float64   // of a usual month, in dollars
	organic float64   // customers who come by themselves, in a month
	opened  int       // month of the first spending, from 0
	taste   []int     // weights of the catalogue
	basket  float64   // pieces of a basket beyond the first, on average
}

// catalogue is what there is to buy, in the order of taste.
var catalogue = []string{"TEE", "SHOE", "WATCH", "BOOK", "MAKEUP", "HEADPH"}

// The United States buy often, Germany stays long, Great Britain leaves early;
// Japan is won dearly; Switzerland was opened four months ago.
var markets = []market{
	{"AU", ltv.BGNBD{R: 0.60, Alpha: 74, A: 0.90, B: 2.4}, 45, 1200, 900, 3, 0, []int{30, 8, 4, 14, 30, 14}, 0.9},
	{"CH", ltv.BGNBD{R: 0.65, Alpha: 70, A: 0.80, B: 2.6}, 25, 900, 450, 1, 20, []int{20, 14, 10, 20, 24, 12}, 1.1},
	{"DE", ltv.BGNBD{R: 0.55, Alpha: 62, A: 0.70, B: 3.2}, 110, 2500, 1500, 6, 0, []int{30, 12, 5, 20, 20, 13}, 1.0},
	{"GB", ltv.BGNBD{R: 0.70, Alpha: 80, A: 1.40, B: 2.6}, 80, 1800, 1300, 5, 0, []int{34, 8, 4, 16, 26, 12}, 0.8},
	{"JP", ltv.BGNBD{R: 0.50, Alpha: 75, A: 0.80, B: 2.2}, 55, 2600, 1300, 2, 0, []int{22, 3, 8, 12, 40, 15}, 1.2},
	{"US", ltv.BGNBD{R: 0.55, Alpha: 62, A: 0.90, B: 3.0}, 160, 4000, 2600, 9, 0, []int{32, 12, 5, 16, 22, 13}, 1.0},
}

// wins is how many customers a month of spending wins: ever fewer by each dollar.
func (m market) wins(spend float64) float64 { return m.most * spend / (m.half + spend) }
