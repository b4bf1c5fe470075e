package pricing

import (
	"math/bits"
	"slices"
)

// share divides whole by the weights of a sale, which add up to sum, into its
// parts: by the largest remainder, of equal ones the first by before.
func (s *sale) share(whole, sum int64, n int, before func(i, k int) bool) []int64 {
	parts, rests := s.parts[:n], s.rests[:n]
	left := int(whole)
	for i, w := range s.weights[:n] {
		hi, lo := bits.Mul64(uint64(whole), uint64(w))
		q, r := bits.Div64(hi, lo, uint64(sum)) // hi is below sum, as no weight is above it
		parts[i], rests[i] = int64(q), r
		left -= int(q)
	}
	if n <= inlineLines {
		for ; left > 0; left-- {
			best := 0
			for i := 1; i < n; i++ {
				if rests[i] > rests[best] || rests[i] == rests[best] && rests[i] > 0 && before(i, best) {
					best = i
				}
			}
			parts[best]++
			rests[best] = 0
		}
		return parts
	}
	if left > 0 {
		s.shareLeft(parts, rests, left, before)
	}
	return parts
}

// shareLeft gives one to each of the largest remainders, of which there are
// many.
func (s *sale) shareLeft(parts []int64, rests []uint64, left int, before func(i, k int) bool) {
	least := s.atPlace(rests, left)
	s.order = s.order[:0] // those that have just the least remainder that gets one
	for i, rest := range rests {
		switch {
		case rest > least:
			parts[i]++
			left--
		case rest == least:
			s.order = append(s.order, i)
		}
	}
	if left < len(s.order) {
		slices.SortFunc(s.order, func(i, k int) int {
			if before(i, k) {
				return -1
			}
			return 1
		})
	}
	for _, i := range s.order[:left] {
		parts[i]++
	}
}

// atPlace is the remainder that would stand at a place, from 1, if the largest
// came first. It finds it in one pass after the other, each over a part of the
// last.
func (s *sale) atPlace(rests []uint64, place int) uint64 {
	some := append(s.sorted[:0], rests...)
	s.sorted = some
	for {
		pivot := some[len(some)/2]
		above, same := 0, 0
		for _, rest := range some {
			if rest > pivot {
				above++
			} else if rest == pivot {
				same++
			}
		}
		switch {
		case place <= above:
			some = slices.DeleteFunc(some, func(rest uint64) bool { return rest <= pivot })
		case place <= above+same:
			return pivot
		default:
			some = slices.DeleteFunc(some, func(rest uint64) bool { return rest >= pivot })
			place -= above + same
		}
	}
}
