package optimum

import "math"

// identity returns the matrix that changes nothing.
func identity(n int) [][]float64 {
	matrix := make([][]float64, n)
	for i := range matrix {
		matrix[i] = make([]float64, n)
		matrix[i][i] = 1
	}
	return matrix
}

// times returns matrix · v.
func times(matrix [][]float64, v []float64) []float64 {
	out := make([]float64, len(v))
	for i, row := range matrix {
		out[i] = dot(row, v)
	}
	return out
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

// invert returns the inverse of a symmetric matrix, or false if it is not
// positive definite to the precision of its entries (Cholesky).
func invert(matrix [][]float64) ([][]float64, bool) {
	n := len(matrix)
	lower := identity(n)
	for i := range n {
		for j := range i + 1 {
			sum := matrix[i][j] - dot(lower[i][:j], lower[j][:j])
			if i != j {
				lower[i][j] = sum / lower[j][j]
				continue
			}
			if !(sum > 1e-12*math.Abs(matrix[i][i])) || math.IsInf(sum, 0) {
				return nil, false
			}
			lower[i][i] = math.Sqrt(sum)
		}
	}
	inverse := make([][]float64, n)
	for i := range n {
		unit := make([]float64, n)
		unit[i] = 1
		inverse[i] = solve(lower, unit)
	}
	return inverse, true
}

// solve returns the x with lower · lowerᵀ · x = v, in place of v.
func solve(lower [][]float64, v []float64) []float64 {
	n := len(v)
	for i := range n {
		v[i] = (v[i] - dot(lower[i][:i], v[:i])) / lower[i][i]
	}
	for i := n - 1; i >= 0; i-- {
		for j := i + 1; j < n; j++ {
			v[i] -= lower[j][i] * v[j]
		}
		v[i] /= lower[i][i]
	}
	return v
}
