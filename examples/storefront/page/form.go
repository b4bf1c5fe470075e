package page

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
)

// MaxForm is how many bytes a form may have.
const MaxForm = 64 << 10

// MaxFields is how many fields a form may have.
const MaxFields = 500

// FormError says why a form was not read.
type FormError struct {
	// Status is what to answer: 400, 413 or 415.
	Status int
	Err    error
}

// Error says what was wrong with the form.
func (e *FormError) Error() string { return fmt.Sprintf("page: form: %v", e.Err) }

// Unwrap returns the reason.
func (e *FormError) Unwrap() error { return e.Err }

// ReadForm reads the fields that were posted, of a form in the body alone: what
// stands in the address does not count.
//
// ReadForm returns a *[FormError] if:
//   - the form has more than [MaxForm] bytes or [MaxFields] fields (413);
//   - it is not application/x-www-form-urlencoded (415);
//   - it is malformed (400).
func ReadForm(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, &FormError{http.StatusUnsupportedMediaType, errors.New("not application/x-www-form-urlencoded")}
	}
	r.Body = http.MaxBytesReader(w, r.Body, MaxForm)
	if err := r.ParseForm(); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return nil, &FormError{http.StatusRequestEntityTooLarge, fmt.Errorf("more than %d bytes", large.Limit)}
		}
		return nil, &FormError{http.StatusBadRequest, err}
	}
	n := 0
	for _, values := range r.PostForm {
		n += len(values)
	}
	if n > MaxFields {
		return nil, &FormError{http.StatusRequestEntityTooLarge, fmt.Errorf("%d fields, at most %d", n, MaxFields)}
	}
	return r.PostForm, nil
}
