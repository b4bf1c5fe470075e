// Package wire reads and writes JSON, and a packed form of it, without
// reflection.
//
// A [Scanner] reads a document from front to back, strictly and in bounded
// time: what it accepts, encoding/json accepts with the same meaning, and the
// other way round, up to the limits that the caller states. The Append
// functions write what encoding/json writes. A [Codec] joins the two: a type
// lists its fields once, in one method, and that list both writes and reads
// it, so that the two cannot come apart. The packed form is for texts that a
// program hands to itself.
package wire
