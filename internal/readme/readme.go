// Package readme runs the commands that a README tells its reader to run, so
// that none goes stale. Only tests use it.
//
// A block of commands is fenced as sh, a command a line, or more where a line ends
// with \ or |. A block fenced as text behind it is what its last command prints,
// with … for what is left out. A command can also stand in a sentence, as
// `go test ./...` does here.
package readme

import (
	"fmt"
	"os"
	"regexp"
	"strings"
)

// Block is a fenced block of a README.
type Block struct {
	Line int    // on which it begins, from 1
	Kind string // what follows the fence: sh, text, go, json, csv
	Text string // its lines, each with its end
}

// Command is a command of a README.
type Command struct {
	Line   int    // on which it stands, from 1
	Text   string // as it stands there
	Output string // what it prints according to the README, "" where that says nothing
}

// inline are commands that stand in a sentence.
var inline = regexp.MustCompile("`(go (?:run|test|doc|generate|get|install) [^`]+|\\.ci/[^`]+)`")

// Blocks returns the fenced blocks of a README.
//
// Blocks returns an error if the file cannot be read, or a block does not say
// of what kind it is or has no end.
func Blocks(file string) ([]Block, error) {
	blocks, _, err := split(file)
	return blocks, err
}

// Commands returns the commands of a README, in their order.
//
// Commands returns an error if [Blocks] does, or the file has no commands.
func Commands(file string) ([]Command, error) {
	blocks, prose, err := split(file)
	if err != nil {
		return nil, err
	}
	var commands []Command
	for i, line := range prose {
		for _, m := range inline.FindAllStringSubmatch(line, -1) {
			commands = append(commands, Command{Line: i + 1, Text: m[1]})
		}
		for len(blocks) > 0 && blocks[0].Line == i+1 {
			commands = blocks[0].appendTo(commands)
			blocks = blocks[1:]
		}
	}
	if len(commands) == 0 {
		return nil, fmt.Errorf("%s has no commands", file)
	}
	return commands, nil
}

// appendTo appends the commands of a block, or what the command before it prints.
func (b Block) appendTo(commands []Command) []Command {
	switch {
	case b.Kind == "text" && len(commands) > 0:
		commands[len(commands)-1].Output = b.Text
	case b.Kind == "sh":
		open := false
		for i, line := range strings.Split(strings.TrimSpace(b.Text), "\n") {
			line = strings.TrimSpace(line)
			switch {
			case open:
				commands[len(commands)-1].Text += "\n" + line
			case line != "":
				commands = append(commands, Command{Line: b.Line + 1 + i, Text: line})
			}
			open = strings.HasSuffix(line, "\\") || strings.HasSuffix(line, "|")
		}
	}
	return commands
}

// split returns the blocks of a README, and its lines, empty where a block is.
func split(file string) (blocks []Block, prose []string, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, nil, err
	}
	open := false
	for line := range strings.Lines(string(text)) {
		kind, fence := strings.CutPrefix(strings.TrimSpace(line), "```")
		switch {
		case fence && open:
			open = false
		case fence && kind == "":
			return nil, nil, fmt.Errorf("%s:%d: the block does not say of what kind it is", file, len(prose)+1)
		case fence:
			open = true
			blocks = append(blocks, Block{Line: len(prose) + 1, Kind: kind})
		case open:
			blocks[len(blocks)-1].Text += line
		default:
			prose = append(prose, line)
			continue
		}
		prose = append(prose, "")
	}
	if open {
		return nil, nil, fmt.Errorf("%s:%d: the block has no end", file, blocks[len(blocks)-1].Line)
	}
	return blocks, prose, nil
}
