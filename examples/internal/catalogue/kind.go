package catalogue

import (
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// kind is a kind of goods that the generated catalogue has, with the bounds of
// its prices in cents.
type kind struct {
	name     string
	hs       string
	category tax.Category
	origin   locale.Country
	from, to int64
	grams    int64
	unit     duty.Unit // of one piece, where a duty asks for it
}

// kinds are everyday goods of several rates of duty and tax.
var kinds = []kind{
	{"t-shirt", "610910", tax.General, "BD", 900, 6900, 180, ""},
	{"shirt", "620520", tax.General, "TR", 2900, 14900, 260, ""},
	{"trainers", "640411", tax.General, "VN", 4900, 18900, 900, duty.Pair},
	{"handbag", "420222", tax.General, "CN", 3900, 39900, 700, ""},
	{"watch", "910211", tax.General, "CH", 7900, 89900, 80, ""},
	{"face cream", "330499", tax.General, "FR", 900, 12900, 120, ""},
	{"pan", "732393", tax.General, "CN", 2900, 16900, 1400, ""},
	{"laptop", "847130", tax.General, "CN", 49900, 249900, 1600, ""},
	{"headphones", "851830", tax.General, "CN", 1900, 39900, 250, ""},
	{"book", "490199", tax.BooksPrinted, "DE", 900, 6900, 400, ""},
	{"toy", "950300", tax.General, "CN", 900, 9900, 500, ""},
	{"tea", "090240", tax.FoodBasic, "IN", 400, 2900, 250, ""},
}
