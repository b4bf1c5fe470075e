package cldr

// Digits returns with how many digits behind the decimal separator people show
// amounts in a currency, which is not always what ISO 4217 says, and with how
// many and in which steps of the last digit they pay them in cash.
func Digits(code string) (digits, cash, step int) {
	const size = 6
	low, high := 0, len(fractions)/size
	for low < high {
		mid := (low + high) / 2
		row := fractions[size*mid : size*mid+size]
		switch {
		case row[:3] == code:
			return int(row[3]), int(row[4]), int(row[5])
		case row[:3] < code:
			low = mid + 1
		default:
			high = mid
		}
	}
	return 2, 2, 1
}
