package feed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/landedhq/landed/currency"
)

// HTTP is how a source asks its server. The zero HTTP will do: it asks the
// provider's own server by [http.DefaultClient].
//
// A redirect must not lead from https to http, nor, where the source has a key,
// to another host. Keys do not occur in errors.
type HTTP struct {
	// Client sends the requests; nil is http.DefaultClient. It is not changed.
	Client *http.Client
	// BaseURL replaces the address of the provider's files, for a proxy, a
	// mirror or a test.
	BaseURL string
	// UserAgent names the program to the provider; empty is "landed".
	UserAgent string
	// Timeout ends a request, if its context does not do so before; zero is 30
	// seconds.
	Timeout time.Duration
	// MaxBytes bounds a response, as it is after decompression; zero, and
	// whatever is more, is 16 MB.
	MaxBytes int64
	// Now tells the time; nil is time.Now. It decides which days lie ahead: today
	// is the day in UTC.
	Now func() time.Time
}

const (
	defaultTimeout = 30 * time.Second
	maxErrorBytes  = 64 << 10 // of a response that is an error
	maxRedirects   = 10
)

// request is what a source asks of its server.
type request struct {
	provider string
	base     string // the provider's own address
	path     string
	params   url.Values
	read     Reader

	// The key, and where it goes. Nothing else holds it, so that nothing else
	// can give it away.
	secret string
	sign   func(r *http.Request, secret string)
}

// resource names what is asked for, without host and key.
func (r request) resource() string {
	s := r.provider + " " + r.path
	if len(r.params) > 0 {
		s += "?" + r.params.Encode()
	}
	return s
}

// today returns the day by the clock, in UTC.
func (h HTTP) today() currency.Date { return currency.DateOf(clock(h.Now).UTC()) }

// snapshot asks for the rates of a query.
func (h HTTP) snapshot(ctx context.Context, r request, q Query) (Snapshot, error) {
	f, tag, err := h.get(ctx, r, q.Known)
	if err != nil {
		return Snapshot{}, err
	}
	notModified := f.Days == nil
	if notModified {
		f.Days = []*currency.Rates{q.Known.Rates}
	}
	rs, err := q.choose(r.provider, f.Days)
	if err != nil {
		return Snapshot{}, err
	}
	if notModified {
		s := *q.Known
		s.Warning = nil
		return s, nil
	}
	return Snapshot{Rates: rs, Source: r.provider, Skipped: f.Skipped, Tag: tag}, nil
}

// get asks for a file. It returns none, and no error, if the server says that
// known still is what it would send.
func (h HTTP) get(ctx context.Context, r request, known *Snapshot) (File, Tag, error) {
	timeout := h.Timeout
	if timeout <= 0 {
		timeout = defaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	req, err := h.build(ctx, r)
	if err != nil {
		return File{}, Tag{}, err
	}
	conditional := known != nil && known.Rates != nil && known.Tag.Resource == r.resource() && known.Tag.ETag+known.Tag.Modified != ""
	if conditional {
		setHeader(req, "If-None-Match", known.Tag.ETag)
		setHeader(req, "If-Modified-Since", known.Tag.Modified)
	}
	resp, err := h.client(r).Do(req)
	if err != nil {
		return File{}, Tag{}, r.transportError(err)
	}
	defer resp.Body.Close()
	switch {
	case resp.StatusCode == http.StatusNotModified && conditional:
		return File{}, Tag{}, nil
	case resp.StatusCode != http.StatusOK:
		return File{}, Tag{}, r.statusError(resp)
	}
	f, err := h.readBody(r, resp.Body)
	if cause := ctx.Err(); err != nil && cause != nil && !errors.Is(err, cause) {
		err = fmt.Errorf("%w: %w", err, cause) // the connection only says that it was closed
	}
	return f, tagOf(r, resp.Header), err
}

func setHeader(req *http.Request, name, value string) {
	if value != "" {
		req.Header.Set(name, value)
	}
}

// build makes the request.
func (h HTTP) build(ctx context.Context, r request) (*http.Request, error) {
	base := r.base
	if h.BaseURL != "" {
		base = h.BaseURL
	}
	u, err := url.Parse(base)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("feed: %s: the base URL is none", r.provider) // it may hold a password
	}
	u = u.JoinPath(r.path)
	params := u.Query()
	for name, values := range r.params {
		params[name] = values
	}
	u.RawQuery = params.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, r.transportError(err)
	}
	agent := h.UserAgent
	if agent == "" {
		agent = "landed"
	}
	req.Header.Set("User-Agent", agent)
	if r.secret != "" {
		r.sign(req, r.secret)
	}
	return req, nil
}

// client returns the client of the program with the rule for redirects.
func (h HTTP) client(r request) *http.Client {
	given := h.Client
	if given == nil {
		given = http.DefaultClient
	}
	c := *given
	c.CheckRedirect = func(req *http.Request, via []*http.Request) error {
		first := via[0].URL
		req.Header.Del("Referer") // the URL that it repeats may hold a key, or the token of a proxy
		switch {
		case first.Scheme == "https" && req.URL.Scheme != "https":
			return errors.New("a redirect from https to http is not followed")
		case r.secret != "" && (req.URL.Host != first.Host || req.URL.Scheme != first.Scheme):
			return errors.New("a redirect to another host is not followed: the key would go there")
		case given.CheckRedirect != nil:
			return given.CheckRedirect(req, via)
		case len(via) >= maxRedirects:
			return fmt.Errorf("stopped after %d redirects", maxRedirects)
		}
		return nil
	}
	return &c
}

// readBody reads a response that should be rates.
func (h HTTP) readBody(r request, body io.Reader) (File, error) {
	limits := Limits{Latest: clock(h.Now).Add(grace), Bytes: h.MaxBytes}
	if r.secret == "" {
		return r.read(body, limits)
	}
	// Servers repeat in error pages what they were asked, and errors quote
	// them. What is wrong is therefore told of the text without the key.
	data, err := io.ReadAll(limits.input(body))
	if err != nil {
		return File{}, fmt.Errorf("feed: %s: %w", r.provider, err)
	}
	f, err := r.read(bytes.NewReader(data), limits)
	if err == nil {
		return f, nil
	}
	hidden := []byte(r.hide(string(data)))
	if bytes.Equal(hidden, data) {
		return File{}, r.withoutKey(err)
	}
	if _, err = r.read(bytes.NewReader(hidden), limits); err == nil {
		err = r.repeatsKey()
	}
	return File{}, r.withoutKey(err)
}

func (r request) repeatsKey() error {
	return fmt.Errorf("feed: %s: the response repeats the key: %w", r.provider, currency.ErrSyntax)
}

// withoutKey returns what is wrong with a response that does not hold the key
// as it is, but may after the escapes of JSON are read.
func (r request) withoutKey(err error) error {
	var said *ProviderError
	if errors.As(err, &said) {
		hidden := *said
		hidden.Code, hidden.Message = r.hide(said.Code), r.hide(said.Message)
		return &hidden
	}
	if text := err.Error(); r.hide(text) != text {
		return r.repeatsKey()
	}
	return err
}

// tagOf returns by what the server recognises a response. Where it gives no
// time of modification, that of the response serves, as Open Exchange Rates
// has it.
func tagOf(r request, header http.Header) Tag {
	t := Tag{Resource: r.resource(), ETag: header.Get("ETag"), Modified: header.Get("Last-Modified")}
	if t.Modified == "" && t.ETag != "" {
		t.Modified = header.Get("Date")
	}
	return t
}

// statusError returns what the provider says instead of rates.
func (r request) statusError(resp *http.Response) error {
	data, _ := io.ReadAll(io.LimitReader(resp.Body, maxErrorBytes)) // as far as it can be read
	said := &ProviderError{Provider: r.provider}
	if _, err := r.read(strings.NewReader(r.hide(string(data))), Limits{}); err != nil {
		errors.As(r.withoutKey(err), &said)
	}
	said.Status = resp.StatusCode
	return said
}

// transportError returns the error of a request that got no response, without
// its URL, which may hold the key.
func (r request) transportError(err error) error {
	var withURL *url.Error
	for errors.As(err, &withURL) {
		err = withURL.Err
	}
	if text := r.hide(err.Error()); text != err.Error() {
		err = &hiddenError{text: text, timeout: errors.Is(err, context.DeadlineExceeded), cancelled: errors.Is(err, context.Canceled)}
	}
	return fmt.Errorf("feed: %s: %w", r.provider, err)
}

// hide returns a text without the key.
func (r request) hide(text string) string {
	if r.secret == "" {
		return text
	}
	return strings.NewReplacer(r.secret, "[key]", url.QueryEscape(r.secret), "[key]", url.PathEscape(r.secret), "[key]").Replace(text)
}

// hiddenError is an error of which only the text without the key is left, and
// whether the context ended.
type hiddenError struct {
	text               string
	timeout, cancelled bool
}

func (e *hiddenError) Error() string { return e.text }

func (e *hiddenError) Is(target error) bool {
	return e.timeout && target == context.DeadlineExceeded || e.cancelled && target == context.Canceled
}
