package duty

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/landedhq/landed/internal/excerpt"
)

// Question is a point on which the sources about a destination disagree. Until
// a shop chooses with [Regimes.Choose], the first reading holds, and what is
// assessed by it is an estimate.
type Question struct {
	Name     string    `json:"name"`
	Readings []Reading `json:"readings"` // the first is the default
	Chosen   string    `json:"chosen,omitempty"`
}

// Reading is one answer to a question, with the rows that it consists of.
type Reading struct {
	Name    string   `json:"name"`
	Regimes []Regime `json:"regimes"` // they say what is contested, and their sources
}

// Questions lists what is contested, in the order of the table.
func (rg *Regimes) Questions() []Question {
	questions := make([]Question, 0, len(rg.questions))
	for _, c := range rg.questions {
		questions = append(questions, rg.question(c))
	}
	return questions
}

func (rg *Regimes) question(c choice) Question {
	q := Question{Name: c.question}
	if c.made {
		q.Chosen = c.reading
	}
	rg.each(func(r *rule) {
		if r.Question != c.question {
			return
		}
		i := slices.IndexFunc(q.Readings, func(known Reading) bool { return known.Name == r.Reading })
		if i < 0 {
			i = len(q.Readings)
			q.Readings = append(q.Readings, Reading{Name: r.Reading})
		}
		q.Readings[i].Regimes = append(q.Readings[i].Regimes, r.Regime)
	})
	return q
}

// Choose returns regimes that answer a question by one of its readings. They no
// longer warn about it: whoever chooses has found out.
//
// Choose returns a [*QuestionError] if there is no such question or reading.
func (rg *Regimes) Choose(question, reading string) (*Regimes, error) {
	c := rg.choice(question)
	if c == nil {
		e := &QuestionError{Question: question}
		for _, known := range rg.questions {
			e.Known = append(e.Known, known.question)
		}
		return nil, e
	}
	e := &QuestionError{Question: question, Reading: reading}
	for _, known := range rg.question(*c).Readings {
		if e.Known = append(e.Known, known.Name); known.Name == reading {
			chosen := rg.clone()
			*chosen.choice(question) = choice{question: question, reading: reading, made: true}
			chosen.settle()
			return chosen, nil
		}
	}
	return nil, e
}

// choice returns the choice of a question, or nil.
func (rg *Regimes) choice(question string) *choice {
	for i := range rg.questions {
		if rg.questions[i].question == question {
			return &rg.questions[i]
		}
	}
	return nil
}

// settle tells the rules of each question whether they are held to.
func (rg *Regimes) settle() {
	rg.each(func(r *rule) {
		if c := rg.choice(r.Question); c != nil {
			r.idle, r.assumed, r.settled = r.Reading != c.reading, !c.made, c.made
		}
	})
}

// ErrQuestion is the class of what can be wrong with an answer to a question.
var ErrQuestion = errors.New("unknown question or reading")

// QuestionError names a question, or a reading of one, that a table does not
// have. It wraps [ErrQuestion].
type QuestionError struct {
	Question string
	Reading  string   // "" if the question is not known
	Known    []string // the questions of the table, or the readings of the question
}

func (e *QuestionError) Error() string {
	known := strings.Join(e.Known, ", ")
	if e.Reading == "" {
		return fmt.Sprintf("duty: no question %s, known: %s", excerpt.Quote(e.Question), known)
	}
	return fmt.Sprintf("duty: the question %s has no reading %s, known: %s", excerpt.Quote(e.Question), excerpt.Quote(e.Reading), known)
}

// Unwrap returns [ErrQuestion].
func (e *QuestionError) Unwrap() error { return ErrQuestion }
