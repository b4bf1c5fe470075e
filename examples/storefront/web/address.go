package web

import (
	"regexp"
	"strings"

	"github.com/landedhq/landed/locale"
)

// addressForm is how an address is written in a country.
type addressForm struct {
	fields  []string // in the order in which people there write them
	postal  *regexp.Regexp
	regions []choice // to choose from
}

var plainForm = []string{"name", "email", "street", "postal_code", "city"}

// forms are those of the countries that the shop sends to. The region is asked
// where tax hangs on it, or where it stands for the postal code.
var forms = map[locale.Country]addressForm{
	"US": {[]string{"name", "email", "street", "city", "region", "postal_code"}, regexp.MustCompile(`^\d{5}(-\d{4})?$`), states},
	"CA": {[]string{"name", "email", "street", "city", "region", "postal_code"}, regexp.MustCompile(`^[A-Z]\d[A-Z] ?\d[A-Z]\d$`), provinces},
	"AU": {[]string{"name", "email", "street", "city", "region", "postal_code"}, regexp.MustCompile(`^\d{4}$`), territories},
	"AE": {[]string{"name", "email", "street", "city", "region"}, nil, emirates},
	"JP": {[]string{"name", "email", "postal_code", "city", "street"}, regexp.MustCompile(`^\d{3}-?\d{4}$`), nil},
	"GB": {[]string{"name", "email", "street", "city", "postal_code"}, regexp.MustCompile(`^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$`), nil},
	"DE": {plainForm, regexp.MustCompile(`^\d{5}$`), nil},
	"FR": {plainForm, regexp.MustCompile(`^\d{5}$`), nil},
	"ES": {plainForm, regexp.MustCompile(`^\d{5}$`), nil},
	"CH": {plainForm, regexp.MustCompile(`^\d{4}$`), nil},
	"NO": {plainForm, regexp.MustCompile(`^\d{4}$`), nil},
}

// numbered are the countries whose tax numbers the library reads, so that a
// business there can buy as one.
var numbered = map[locale.Country]bool{"GB": true, "DE": true, "FR": true, "ES": true, "CH": true, "AU": true, "NO": true}

func formOf(c locale.Country) addressForm {
	if f, ok := forms[c]; ok {
		return f
	}
	return addressForm{fields: plainForm}
}

// field is a field of a form as the template takes it.
type field struct {
	Name, Label, Value, Type, Autocomplete, Mode, Hint, Fault string
	Max                                                       int
	Required, Full, Latin                                     bool
	Quotes                                                    bool // prices hang on it
	Options                                                   []choice
}

// ID is that of the element.
func (f field) ID() string { return f.Name }

// Described names what describes the field: its hint, and the place of its fault.
func (f field) Described() string {
	if f.Hint != "" {
		return f.Name + "-hint " + f.Name + "-fault"
	}
	return f.Name + "-fault"
}

// limits are how many characters the fields take, and kinds what keyboards and
// browsers know of them.
var kinds = map[string]field{
	"name":        {Type: "text", Autocomplete: "name", Max: 100, Required: true},
	"email":       {Type: "email", Autocomplete: "email", Mode: "email", Max: 254, Required: true, Latin: true},
	"street":      {Type: "text", Autocomplete: "address-line1", Max: 150, Required: true, Full: true},
	"city":        {Type: "text", Autocomplete: "address-level2", Max: 100, Required: true},
	"region":      {Type: "text", Autocomplete: "address-level1", Max: 3, Required: true, Quotes: true},
	"postal_code": {Type: "text", Autocomplete: "postal-code", Max: 16, Required: true, Latin: true, Quotes: true},
	"vat_id":      {Type: "text", Autocomplete: "off", Max: 40, Latin: true, Quotes: true},
	"code":        {Type: "text", Autocomplete: "off", Max: 40, Latin: true, Quotes: true},
}

// label is what a field is called in the country of the page.
func (f *frame) label(name string) string {
	key := "field." + name
	if own := key + "." + strings.ToLower(string(f.visit.Country)); f.has(own) {
		key = own
	}
	return f.T(key)
}

// field prepares a field of the form with what was typed.
func (f *frame) field(name string, e *entry) field {
	out := kinds[name]
	out.Name, out.Label, out.Value = name, f.label(name), e.get(name)
	if fault := e.faults[name]; fault != "" {
		out.Fault = f.fault(fault)
	}
	if regions := formOf(f.visit.Country).regions; name == "region" && regions != nil {
		out.Options = append(out.Options, choice{Name: f.T("field.choose")})
		for _, r := range regions {
			out.Options = append(out.Options, choice{r.ID, r.Name, r.ID == out.Value})
		}
	}
	if name == "vat_id" {
		out.Hint = f.T("field.vat_id.hint")
	}
	return out
}
