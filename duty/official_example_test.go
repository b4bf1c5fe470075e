package duty_test

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

// An official file knows all lines and their preferences, which goods have to
// claim.
func ExampleReadHTS() {
	file, err := os.Open("testdata/hts-excerpt.json") // from hts.usitc.gov, here a part of it
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	tariff, report, err := duty.ReadHTS(file, duty.Vintage{AsOf: currency.NewDate(2025, 5, 25)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(report)
	levies, err := tariff.Lookup("6109100004", "MX", "US", currency.NewDate(2025, 10, 1))
	if err != nil {
		log.Fatal(err)
	}
	for _, l := range levies {
		fmt.Printf("%s %s (%s)\n", l.Kind, l.Rate, l.Program)
	}
	_, err = tariff.Lookup("6109100099", "MX", "US", currency.NewDate(2025, 10, 1))
	fmt.Println(err)
	// Output:
	// 102 rows, 73 codes, 73 rates, 16 cells of prose, 0 special rates without a programme
	// mfn 16.5% ()
	// preference Free (AU BH CL CO IL JO KR MA OM P PA PE S SG)
	// duty: no tariff line for 6109.10.00.99 from MX to US on 2025-10-01: the file knows all of its codes, and has none such under 6109.10.00
}

// A layer of a shop's own states what the official file words in prose. One
// levy may exclude another; the day decides.
func ExampleTariff_With() {
	official, err := duty.LoadTariff(strings.NewReader(`destination,code,origin,kind,rate,program,name,from,until,source,source_date,note
US,61091000,,mfn,16.5%,,T-shirts,,,HTS,2025-05-25,
`))
	if err != nil {
		log.Fatal(err)
	}
	layer, err := duty.LoadTariff(strings.NewReader(`id,excludes,destination,code,origin,kind,rate,program,name,from,until,source,source_date,note
all,,US,,,additional,10%,,on all goods,2026-02-24,2026-07-23,the law,2026-02-24,
china,all,US,6109,CN,additional,12.5%,,on goods of China,2026-06-01,,the law,2026-06-01,
`))
	if err != nil {
		log.Fatal(err)
	}
	tariff, err := official.With(layer)
	if err != nil {
		log.Fatal(err)
	}
	for _, day := range []currency.Date{currency.NewDate(2026, 3, 1), currency.NewDate(2026, 6, 15)} {
		levies, err := tariff.Lookup("610910", "CN", "US", day)
		if err != nil {
			log.Fatal(err)
		}
		for _, l := range levies {
			fmt.Println(day, l.Kind, l.Rate, l.Name)
		}
	}
	// Output:
	// 2026-03-01 mfn 16.5% T-shirts
	// 2026-03-01 additional 10% on all goods
	// 2026-06-15 mfn 16.5% T-shirts
	// 2026-06-15 additional 12.5% on goods of China
}

// A tariff is compiled once, and then loads many times faster.
func ExampleReadCompiled() {
	tariff, err := duty.Starter()
	if err != nil {
		log.Fatal(err)
	}
	var file bytes.Buffer
	if _, err := tariff.WriteTo(&file); err != nil {
		log.Fatal(err)
	}
	loaded, err := duty.ReadCompiled(&file)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(loaded.Stale("US", currency.NewDate(2026, 11, 21), 4000))
	_, err = duty.ReadCompiled(strings.NewReader("something else, not a tariff"))
	fmt.Println(err)
	// Output:
	// <nil>
	// duty: compiled tariff: it does not begin as one
}
