// Package feed reads the files in which banks and providers publish exchange
// rates, as snapshots of package currency. It reads from an io.Reader and
// fetches nothing: where a file comes from, and how often, is up to the
// program.
//
// Files from outside are not trusted: their size and nesting are bounded, XML
// entities and document types are refused, and a figure that is not a positive
// decimal is an error that names its line. A rate is never skipped silently:
// the only thing left out are currencies that package currency does not know,
// and they are listed.
package feed
