package main

import (
	"fmt"
	"io"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// A mutant is a change of one operator, named by the line of code it stands in: the
// number of the line would be another after every edit above it.
type mutant struct {
	file     string // from the root of the module
	operator string // as gremlins names it: CONDITIONALS_BOUNDARY
	code     string // the line, without the space around it
}

// A report is what gremlins found in one folder.
type report struct {
	folder string
	killed int
	alive  []mutant // those that no test reaches among them
	spared int      // that gremlins does not try: see places
}

// finding is a line of gremlins' output, as in
// "      KILLED ARITHMETIC_BASE at voucher.go:32:26".
var finding = regexp.MustCompile(`(?m)^ *(KILLED|LIVED|NOT COVERED|TIMED OUT) ([A-Z_]+) at ([^ :]+):(\d+):(\d+)$`)

// read returns the report in gremlins' output. A mutant that does not end in time is
// killed: a test that hangs is noticed.
func read(folder, output string) (report, error) {
	r := report{folder: folder}
	for _, m := range finding.FindAllStringSubmatch(output, -1) {
		if m[1] == "KILLED" || m[1] == "TIMED OUT" {
			r.killed++
			continue
		}
		file := path.Join(folder, m[3])
		number, err := strconv.Atoi(m[4])
		if err != nil {
			return report{}, err
		}
		code, err := line(file, number)
		if err != nil {
			return report{}, err
		}
		if m[1] == "NOT COVERED" {
			column, err := strconv.Atoi(m[5])
			if err != nil {
				return report{}, err
			}
			known, err := placesOf(file)
			if err != nil {
				return report{}, err
			}
			if !known.tried(number, column) {
				r.spared++
				continue
			}
		}
		r.alive = append(r.alive, mutant{file, m[2], code})
	}
	if r.killed == 0 {
		return report{}, fmt.Errorf("gremlins killed nothing in %s:\n%s", folder, output)
	}
	return r, nil
}

// line returns a line of a file, counted from 1.
func line(file string, number int) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	lines := strings.Split(string(text), "\n")
	if number < 1 || number > len(lines) {
		return "", fmt.Errorf("%s has no line %d", file, number)
	}
	return strings.TrimSpace(lines[number-1]), nil
}

// judge prints the report and returns an error if less than nine in ten are killed
// or one is alive without a reason.
func (r report) judge(w io.Writer, reasons map[mutant]string) error {
	total := r.killed + len(r.alive)
	unexplained := 0
	for _, m := range r.alive {
		if _, ok := reasons[m]; !ok {
			unexplained++
			fmt.Fprintf(w, "alive\t%s\t%s\t%s\n", m.file, m.operator, m.code)
		}
	}
	fmt.Fprintf(w, "%s: %d of %d mutants killed, %d.%d %%; %d alive without a reason; %d not tried\n",
		r.folder, r.killed, total, r.killed*100/total, r.killed*1000/total%10, unexplained, r.spared)
	if unexplained > 0 || r.killed*10 < total*9 {
		return fmt.Errorf("%s: %d of %d killed, %d alive without a reason", r.folder, r.killed, total, unexplained)
	}
	return nil
}
