// Package shard reads data that lies in many files and writes such, so that a
// run which is cut off, or a part of it that is tried again, never leaves
// anything that can be taken for whole:
//
//   - [List] finds the shards of a set and refuses one with gaps;
//   - [Lines] reads a shard line by line, each bounded, with its number;
//   - a [Dir] is where a run writes: a [Part] has its name only once it is
//     whole, and [Dir.Finish] writes the [Manifest], by which a reader knows
//     that there will be no more and what there is;
//   - [Finish] does so at the end of a pipeline.
//
// Files are reached through Beam's file systems: a path on a disk that all
// workers see, or gs://… once that file system is linked in.
package shard
