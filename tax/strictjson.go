package tax

import (
	"bytes"
	"encoding/json"
)

// decodeStrictly decodes JSON and refuses unknown fields.
func decodeStrictly(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(into)
}
