package readme

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/landedhq/landed/internal/race"
)

// Shell runs the commands of a README as its reader would, but in an empty
// folder of the test's, so that what they write is left nowhere. A "cd" is
// looked at, not followed: go finds the packages from Dir wherever it is. What a
// "go generate" would run is asked for, not run: it writes beside the sources.
type Shell struct {
	File string // the README
	Dir  string // the folder that the reader is in
	// Files are what the reader has beside him by now, by name: copies of these.
	Files map[string]string
	// Less makes a command ask for less, so that a test can wait for it.
	Less *strings.Replacer
	// Status is what commands end with, by their text; 0 for all others.
	Status map[string]int
	// Own are tests of commands that do not end, or end elsewhere, by how these
	// begin.
	Own map[string]func(t *testing.T, c Command)
}

var (
	runs   = regexp.MustCompile(`\bgo run (\S+)`)
	inside = regexp.MustCompile(`\bgo (test|doc) `)
)

// Run runs each command in a test of its own, and compares its status, and what
// it prints where the README shows that.
func (s Shell) Run(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the commands are those of a Unix shell")
	}
	if race.Enabled {
		t.Skip("the race detector does not see into other programs")
	}
	commands, err := Commands(s.File)
	if err != nil {
		t.Fatal(err)
	}
	if s.Dir, err = filepath.Abs(s.Dir); err != nil {
		t.Fatal(err)
	}
	r := &runner{Shell: s, folder: t.TempDir(), programs: t.TempDir(), built: map[string]string{}}
	for name, file := range s.Files {
		r.copy(t, name, file)
	}
	for _, c := range commands {
		t.Run(c.Text, func(t *testing.T) {
			for begin, test := range s.Own {
				if strings.HasPrefix(c.Text, begin) {
					test(t, c)
					return
				}
			}
			r.run(t, c)
		})
	}
}

// runner is a shell at work.
type runner struct {
	Shell
	folder   string            // in which commands are run
	programs string            // where those that they name are built
	built    map[string]string // programs by package
}

func (r *runner) copy(t *testing.T, name, file string) {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(r.folder, name)
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func (r *runner) run(t *testing.T, c Command) {
	if folder, ok := strings.CutPrefix(c.Text, "cd "); ok {
		if !strings.HasSuffix(filepath.ToSlash(r.Dir), "/"+folder) {
			t.Errorf("%s:%d: the commands behind it are run in %s", r.File, c.Line, r.Dir)
		}
		return
	}
	if packages, ok := strings.CutPrefix(c.Text, "go generate "); ok {
		r.generates(t, packages)
		return
	}
	text := c.Text
	if r.Less != nil {
		text = r.Less.Replace(text)
	}
	text = runs.ReplaceAllStringFunc(text, func(found string) string {
		return r.build(t, runs.FindStringSubmatch(found)[1])
	})
	text = inside.ReplaceAllString(text, "go $1 -C "+r.Dir+" ")
	command := exec.CommandContext(t.Context(), "bash", "-o", "pipefail", "-c", text)
	command.Dir = r.folder
	var out, errs strings.Builder
	command.Stdout, command.Stderr = &out, &errs
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if got, want := command.ProcessState.ExitCode(), r.Status[c.Text]; got != want {
		t.Fatalf("%s:%d: status %d, want %d\n%s%s", r.File, c.Line, got, want, out.String(), errs.String())
	}
	if c.Output != "" && !matches(c.Output, out.String()) {
		t.Errorf("%s:%d: it prints\n%s\nand the README says\n%s", r.File, c.Line, out.String(), c.Output)
	}
}

// generates demands that packages have something to generate.
func (r *runner) generates(t *testing.T, packages string) {
	command := exec.CommandContext(t.Context(), "go", "generate", "-n", packages)
	command.Dir = r.Dir
	if out, err := command.CombinedOutput(); err != nil || len(out) == 0 {
		t.Errorf("go generate -n %s prints %q, %v", packages, out, err)
	}
}

// build returns the program of a package, as go run would name it.
func (r *runner) build(t *testing.T, pkg string) string {
	if program, ok := r.built[pkg]; ok {
		return program
	}
	program := filepath.Join(r.programs, strings.NewReplacer(".", "_", "/", "_").Replace(pkg))
	command := exec.CommandContext(t.Context(), "go", "build", "-o", program, pkg)
	command.Dir = r.Dir
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("building %s: %v\n%s", pkg, err, out)
	}
	r.built[pkg] = program
	return program
}

// matches reports whether text is the pattern, in which … stands for anything.
// The ends of lines, and space before them, do not count.
func matches(pattern, text string) bool {
	want := strings.ReplaceAll(regexp.QuoteMeta(trimmed(pattern)), "…", ".*")
	return regexp.MustCompile("(?s)^" + want + "$").MatchString(trimmed(text))
}

// trimmed is text without space at the ends of its lines, and without empty lines
// at its own.
func trimmed(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \t\r")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}
