package tokens

import "math"

// Entropy returns the Shannon entropy of s in bits per character: 0 for a
// repeated character, about 4 for random hexadecimal, 6 at most for base64.
func Entropy(s string) float64 {
	if s == "" {
		return 0
	}
	var counts [256]int
	for i := range len(s) {
		counts[s[i]]++
	}
	n := float64(len(s))
	bits := 0.0
	for _, c := range counts {
		if c > 0 {
			p := float64(c) / n
			bits -= p * math.Log2(p)
		}
	}
	return bits
}

// defaultEntropy is the entropy below which n characters are not random. It is
// well under what random hexadecimal, the smallest alphabet in use, reaches.
func defaultEntropy(n int) float64 {
	switch {
	case n >= 24:
		return 3.0
	case n >= 16:
		return 2.6
	case n >= 8:
		return 1.8
	}
	return 0
}
