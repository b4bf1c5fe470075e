// Package worth is the pipeline that tells from sharded files of orders what the
// customers of each market are worth:
//
//		shards ─► read ─► settle ─► merge ─┬► tally ─► merge ─► fit ─► figures by market
//		                                   └────────────────────────────► score every customer
//
//	  - read makes a packed row of each order, and a dead letter of each line that is
//	    none, and deals the rows out by their order's identifier;
//	  - settle counts an order once that is there twice, and not at all if it is
//	    there in two versions: a dead letter each;
//	  - merge makes one [ltv.Cohort] of the parts of a bucket of customers, by
//	    [ltv.Cohort.Merge];
//	  - tally leaves of the customers what models and figures take of them, and
//	    merges that into one [ltv.Tally] of a market;
//	  - fit makes the models and figures of the market, and score what is to be
//	    expected of each customer.
//
// What comes out is what the library gives in one process for the same orders, byte
// by byte, whatever the shards, their order, the number of buckets and the attempts
// of the runner: merging is exact and commutative, and models are fitted to sorted
// histories.
package worth
