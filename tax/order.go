package tax

// Order is lines and what concerns them all.
type Order struct {
	Lines []Line `json:"lines"`
}
