// Package e2e has tests that use the shop as people do: in a browser, with mouse
// and keyboard, on a phone and on a wide screen. They run the real handler on an
// SQLite file, and drive Chromium without a window.
//
//	go test ./e2e                           # without Chromium the tests skip, and say so
//	go test ./e2e -args -screenshots /tmp/shots
//	go test ./e2e -args -pictures "$PWD"    # those of the README, anew
//
// Every page that they come by is looked at: for what its console says, what its
// Content-Security-Policy had to stop, how it reads to who cannot see it or uses no
// mouse, and whether it fits.
package e2e
