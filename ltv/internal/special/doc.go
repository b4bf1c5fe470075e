// Package special has the functions of analysis that purchase models are made
// of, in forms that neither overflow nor cancel over the range that fits and
// customers with thousands of orders meet.
//
// Arguments are positive and finite unless a function says otherwise; the models
// check theirs before they call. Relative errors are about 1e-13.
package special
