package pricing

// The memory of a quote of few lines is one piece: what the small structs of a
// quote cost is mostly their number.
type (
	smallPaper struct {
		lines        [3]QuoteLine
		charges      [7]Charge
		consignments [1]Consignment
		order        [3]int
		discounts    [1]AppliedDiscount
		taxes        [2]TaxTotal
	}
	mediumPaper struct {
		lines        [10]QuoteLine
		charges      [22]Charge
		consignments [1]Consignment
		order        [10]int
		discounts    [1]AppliedDiscount
		taxes        [2]TaxTotal
	}
)

// takePaper gives a quote the memory for so much, where it is little.
func (q *Quote) takePaper(lines, charges, discounts, taxes int) {
	switch {
	case discounts > len(smallPaper{}.discounts) || taxes > len(smallPaper{}.taxes):
	case lines <= len(smallPaper{}.lines) && charges <= len(smallPaper{}.charges):
		m := new(smallPaper)
		q.Lines, q.Charges, q.Consignments, q.Discounts, q.Taxes = m.lines[:], m.charges[:], m.consignments[:], m.discounts[:], m.taxes[:]
		m.consignments[0].Lines = m.order[:]
	case lines <= len(mediumPaper{}.lines) && charges <= len(mediumPaper{}.charges):
		m := new(mediumPaper)
		q.Lines, q.Charges, q.Consignments, q.Discounts, q.Taxes = m.lines[:], m.charges[:], m.consignments[:], m.discounts[:], m.taxes[:]
		m.consignments[0].Lines = m.order[:]
	}
}

// roomFor is n of what memory holds, or of new memory. There are none of zero.
func roomFor[T any](memory []T, n int) []T {
	if n == 0 {
		return nil
	}
	if cap(memory) < n {
		return make([]T, n)
	}
	return memory[:n]
}
