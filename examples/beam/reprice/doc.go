// Package reprice is the pipeline that prices a catalogue of any size in all
// markets of a merchant:
//
//	shards ─► rows, by the hash of their SKU ─► one partition ─► its prices, a part for each market ─► manifest
//
// Only rows travel between the workers, in batches: a product is sixty
// bytes, its prices in forty markets are six thousand. A partition is
// priced, compared and written by one call of [pricing.Engine.Reprice] for
// each market, and what it passes on is the names of the files it has
// written. As the partition of a SKU depends on nothing but the SKU, prices of
// an earlier run are found in the parts of the same number, and two rows of
// one SKU meet.
//
// What a part holds depends on the rows of its partition alone: not on the
// shards they were in, nor on workers, bundles or retries.
package reprice
