package main

import (
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
)

// lastDay is the last day of the files, months how many of them they hold.
var lastDay = currency.NewDate(2026, time.October, 31)

const months = 36

// market is the truth about a made-up market. Amounts are in minor units of its
// currency, shares in percent of the revenue.
type market struct {
	name    string
	code    currency.Code
	buying  ltv.BGNBD // how its customers come back
	won     float64   // customers won by a month of usual spending
	organic float64   // customers who come by themselves, in a month
	spend   float64   // of a usual month, in dollars
	basket  int64     // mean revenue of an order
	goods   int64     // cost of the goods
	duty    int64     // absorbed: none where the customer pays it
	tax     int64     // absorbed, likewise
	freight int64     // mean, what the carrier is paid
	fee     int64     // fixed part of what the payment costs; the other is 2.9 %
	back    int64     // what returns cost
}

// The United States buy often, Germany stays long; Great Britain leaves early;
// Japan is won dearly, the Emirates more dearly than they are worth. Switzerland
// and Norway are small and rich.
var markets = []market{
	{"ae", currency.AED, ltv.BGNBD{R: 0.35, Alpha: 110, A: 1.20, B: 2.0}, 3.4, 0.8, 250, 280_00, 36, 0, 0, 78_00, 1_10, 3},
	{"au", currency.AUD, ltv.BGNBD{R: 0.60, Alpha: 80, A: 0.90, B: 2.4}, 3.6, 1.2, 96, 112_00, 33, 0, 0, 23_50, 45, 4},
	{"ca", currency.CAD, ltv.BGNBD{R: 0.62, Alpha: 76, A: 0.90, B: 2.6}, 4.0, 1.4, 84, 98_00, 33, 0, 0, 16_50, 40, 4},
	{"ch", currency.CHF, ltv.BGNBD{R: 0.65, Alpha: 70, A: 0.70, B: 2.8}, 3.2, 1.0, 88, 78_00, 31, 6, 0, 11_50, 30, 5},
	{"de", currency.EUR, ltv.BGNBD{R: 0.58, Alpha: 62, A: 0.60, B: 3.4}, 6.5, 2.0, 120, 64_00, 33, 0, 0, 8_60, 35, 9},
	{"es", currency.EUR, ltv.BGNBD{R: 0.45, Alpha: 85, A: 1.10, B: 2.4}, 3.4, 0.9, 74, 52_00, 34, 0, 0, 9_40, 35, 5},
	{"fr", currency.EUR, ltv.BGNBD{R: 0.52, Alpha: 74, A: 0.90, B: 2.8}, 4.6, 1.3, 98, 59_00, 33, 0, 0, 9_00, 35, 6},
	{"gb", currency.GBP, ltv.BGNBD{R: 0.70, Alpha: 80, A: 1.40, B: 2.6}, 5.6, 1.6, 110, 55_00, 33, 0, 0, 8_20, 30, 6},
	{"jp", currency.JPY, ltv.BGNBD{R: 0.50, Alpha: 78, A: 0.80, B: 2.4}, 3.4, 0.8, 148, 9_800, 32, 0, 3, 1_480, 40, 2},
	{"no", currency.NOK, ltv.BGNBD{R: 0.55, Alpha: 76, A: 0.80, B: 2.6}, 3.2, 0.8, 86, 760_00, 33, 0, 0, 118_00, 3_00, 4},
	{"us", currency.USD, ltv.BGNBD{R: 0.60, Alpha: 58, A: 0.80, B: 3.0}, 9.0, 3.0, 150, 72_00, 32, 0, 0, 6_40, 30, 7},
}
